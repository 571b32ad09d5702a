import { acknowledgeTransfer } from '../../operator/acknowledge.ts';
import { readUuid } from '../arguments.ts';
import type { Io } from '../io.ts';
import { operatorName } from '../operator-name.ts';
import type { Output } from '../output.ts';
import { refusedByOperator } from '../refused-by-operator.ts';
import { withRunningSystem } from '../running-system.ts';
import { acknowledgementView } from './view.ts';

export interface AcknowledgeOptions {
  readonly reason: string;
  readonly by?: string;
}

export async function attentionAcknowledge(io: Io, typed: string, options: AcknowledgeOptions): Promise<Output> {
  const transferId = readUuid('transfer id', typed);
  const note = { by: operatorName(options.by), reason: options.reason };
  const result = await withRunningSystem(io, async (system) =>
    acknowledgeTransfer(await system.service(), transferId, note),
  );
  if (!result.ok) throw refusedByOperator(result);
  const acknowledgements = result.acknowledgements.map(acknowledgementView);
  return {
    json: { transferId, acknowledgements },
    text: async () => (await import('./text.ts')).acknowledgedText(transferId, acknowledgements),
  };
}
