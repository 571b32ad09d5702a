import { readUuid } from '../arguments.ts';
import type { Io } from '../io.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { type Found, findTransfer } from './find.ts';
import { refusedView, transferDetails } from './view.ts';

export async function transferShow(io: Io, text: string): Promise<Output> {
  const id = readUuid('transfer id', text);
  const found = await withRunningSystem(io, async (system) => findTransfer(await system.audit(), id));
  if (!found) throw new CliError('TransferNotFound', `there is no transfer and no refused request ${id}`);
  return answerWith(found);
}

export function answerWith(found: Found): Output {
  if (found.kind === 'refused') {
    const request = refusedView(found.request);
    return { json: request, text: async () => (await import('./text.ts')).refusedText(request) };
  }
  const details = transferDetails(found);
  return { json: details, text: async () => (await import('./text.ts')).detailsText(details) };
}
