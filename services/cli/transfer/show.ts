import { readUuid } from '../arguments.ts';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { refusedOutput } from '../refused/output.ts';
import { withRunningSystem } from '../running-system.ts';
import { type Found, findTransfer } from './find.ts';
import { transferDetails } from './view.ts';

export async function transferShow(io: Io, text: string): Promise<Output> {
  const id = readUuid('transfer id', text);
  const found = await withRunningSystem(io, async (system) => findTransfer(await system.audit(), id));
  if (!found) throw new CliError('TransferNotFound', `there is no transfer and no refused request ${id}`);
  return outputOf(found);
}

export function outputOf(found: Found): Output {
  if (found.kind === 'refused') return refusedOutput(found.request);
  const details = transferDetails(found);
  return { json: details, text: async () => (await import('./text.ts')).detailsText(details) };
}
