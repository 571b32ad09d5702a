import { type DeadLetterContent, findDeadLetter } from '../../operator/dead-letters.ts';
import { readUuid } from '../arguments.ts';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { deadLetterDetails } from './view.ts';

export async function deadLettersShow(io: Io, typed: string): Promise<Output> {
  const id = readUuid('dead letter id', typed);
  const found = await withRunningSystem(io, async (system) => findDeadLetter(await system.audit(), id));
  if (!found) throw new CliError('DeadLetterNotFound', `there is no dead letter ${id}`);
  return outputOf(found);
}

export function outputOf(found: DeadLetterContent): Output {
  const details = deadLetterDetails(found);
  return { json: details, text: async () => (await import('./text.ts')).deadLetterText(details) };
}
