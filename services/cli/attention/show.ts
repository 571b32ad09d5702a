import { type Stuck, whereStuck } from '../../operator/attention.ts';
import { readUuid } from '../arguments.ts';
import { CliError } from '../cli-error.ts';
import { deadLetterView } from '../dead-letter/view.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { type FoundTransfer, findTransfer } from '../transfer/find.ts';
import { transferDetails } from '../transfer/view.ts';
import { acknowledgementView, undeliveredView } from './view.ts';

export async function attentionShow(io: Io, typed: string): Promise<Output> {
  const id = readUuid('transfer id', typed);
  return withRunningSystem(io, async (system) => {
    const shards = await system.audit();
    const found = await findTransfer(shards, id);
    if (found?.kind !== 'transfer') throw new CliError('TransferNotFound', `there is no transfer ${id}`);
    return outputOf(found, await whereStuck(shards, id));
  });
}

function outputOf(found: FoundTransfer, stuck: Stuck): Output {
  const details = {
    ...transferDetails(found),
    undelivered: stuck.undelivered.map(undeliveredView),
    deadLetters: stuck.deadLetters.map(deadLetterView),
    acknowledgements: stuck.acknowledgements.map(acknowledgementView),
  };
  return { json: details, text: async () => (await import('./text.ts')).attentionText(details) };
}
