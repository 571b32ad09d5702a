import { readUuid } from '../arguments.ts';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { findRefused } from './find.ts';
import { refusedOutput } from './output.ts';

export async function refusedShow(io: Io, text: string): Promise<Output> {
  const id = readUuid('request id', text);
  const request = await withRunningSystem(io, async (system) => findRefused(await system.audit(), id));
  if (!request) throw new CliError('RequestNotFound', `there is no refused request ${id}`);
  return refusedOutput(request);
}
