import { dismiss } from '../../operator/dead-letters.ts';
import { readUuid } from '../arguments.ts';
import type { Io } from '../io.ts';
import { operatorName } from '../operator-name.ts';
import type { Output } from '../output.ts';
import { refusedByOperator } from '../refused-by-operator.ts';
import { withRunningSystem } from '../running-system.ts';
import { outputOf } from './show.ts';

export interface NoteOptions {
  readonly reason: string;
  readonly by?: string;
}

export async function deadLettersDismiss(io: Io, typed: string, options: NoteOptions): Promise<Output> {
  const id = readUuid('dead letter id', typed);
  const note = { by: operatorName(options.by), reason: options.reason };
  const ended = await withRunningSystem(io, async (system) => dismiss(await system.service(), id, note));
  if (!ended.ok) throw refusedByOperator(ended);
  return outputOf(ended.deadLetter);
}
