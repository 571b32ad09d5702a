/** `zeroloss start`: runs the system on this machine until a signal ends it. */
import { join } from 'node:path';
import { discardCloud, emptyDataDirectory } from './data-directory/data-directory.ts';
import { type FileLog, openFileLog } from './data-directory/file-log.ts';
import { interruption, type ProgramIo, progressTo, tell } from './program-io.ts';
import { readSettings } from './settings.ts';
import { StartupError } from './startup-error.ts';
import { type System, startSystem } from './system.ts';
import { startLocalStack } from './targets/localstack/index.ts';

export interface StartOptions {
  readonly target: 'local' | 'localstack';
  /** Empty the data directory first. */
  readonly fresh: boolean;
  /** Put the local cloud's files aside first, and keep the ledger. */
  readonly discardCloud?: boolean;
  /** Print the ready line with one JSON object. */
  readonly json: boolean;
}

/**
 * Prints a line that begins with "ready" once everything serves. Resolves when everything has ended after a signal.
 * @throws StartupError, also if a part ends by itself
 */
export async function runStart(options: StartOptions, io: ProgramIo): Promise<void> {
  const { target, fresh, json } = options;
  const settings = readSettings(io.env);
  const progress = progressTo(io);
  if (options.discardCloud) await discardCloud(settings.dataDir, progress);
  if (fresh) {
    await emptyDataDirectory(settings.dataDir, progress);
    if (settings.databaseUrl) progress('--fresh does not touch the database of DATABASE_URL: empty it yourself');
  }
  // From here on, so that a start that is interrupted stops what it has started.
  const interrupted = interruption(io);
  const log = await openLog(settings.dataDir);
  const localStack = target === 'localstack' ? await startLocalStack({ progress }) : undefined;
  const system = await startSystem({ ...settings, ...(localStack && { localStack }), log, progress }).catch(
    async (error: unknown) => {
      await localStack?.stop();
      throw error;
    },
  );
  const untold = await tell(io, readyLine(system, settings.dataDir, json));
  const broken =
    untold ?? (await Promise.race([interrupted, system.broken, ...(localStack ? [localStack.broken] : [])]));
  await system.stop();
  await localStack?.stop();
  await log.close();
  if (broken) throw broken;
}

function openLog(dataDir: string): Promise<FileLog> {
  return openFileLog(join(dataDir, 'zeroloss.log')).catch((cause: Error) => {
    throw new StartupError(
      `The data directory ${dataDir} cannot be used (${cause.message}); name another one in ZEROLOSS_DATA_DIR.`,
      { cause },
    );
  });
}

function readyLine({ runtime }: System, dataDir: string, json: boolean): string {
  const { endpoint, http, databaseUrls } = runtime;
  const postgres = databaseUrls
    .map((url) => new URL(url))
    .map(({ hostname, port, pathname }) => `${hostname}:${port}${pathname}`);
  return json
    ? `ready ${JSON.stringify({ aws: endpoint, http, postgres, dataDir })}`
    : `ready  aws ${endpoint}  http ${http}  postgres ${postgres.join(',')}  data ${dataDir}`;
}
