/**
 * What an earlier run that was killed left behind: a server that still runs, backends that outlived their server in the
 * middle of a query (they hold the shared memory that a new server needs), a pid file whose number now is another's.
 * Each process is ended only after it was found to be PostgreSQL at work in this very data directory.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../../startup-error.ts';
import { processesIn, type ServerProcess } from './processes.ts';

/** A setting of our own on the server's command line: the process that started it, and that alone may be its parent. */
export const ownerSetting = (pid: number): string => `zeroloss.owner=${pid}`;

interface Measure {
  readonly signal: NodeJS.Signals;
  readonly timeoutMs: number;
  /** Whether the signal goes to the server alone, which ends its backends itself. */
  readonly serverOnly: boolean;
}

/** From polite to certain. Ending backends hard loses nothing: what they had committed is in the WAL. */
const measures: readonly Measure[] = [
  // Fast shutdown, with a checkpoint. A server in the middle of crash recovery does not heed it: not worth a long wait.
  { signal: 'SIGINT', timeoutMs: 5_000, serverOnly: true },
  { signal: 'SIGQUIT', timeoutMs: 10_000, serverOnly: false }, // immediate shutdown; the next start recovers
  { signal: 'SIGKILL', timeoutMs: 20_000, serverOnly: false },
];

const pollMs = 25;
const progressMs = 5_000;

/**
 * Ends what is left of earlier runs in the data directory `cluster`; returns at once when nothing is.
 * @throws StartupError when the directory is in use by a run that is alive, or a process cannot be ended.
 */
export async function terminateOrphans(cluster: string, log: (line: string) => void): Promise<void> {
  let left = await processesIn(cluster);
  refuseLiveOwner(cluster, left);
  if (left.length > 0) log(`ending the Postgres that an earlier run left in ${cluster} (${describe(left)})`);
  for (const measure of measures) {
    if (left.length === 0) break;
    left = await apply(measure, cluster, left, log);
  }
  if (left.length > 0) {
    throw new StartupError(
      `Postgres processes of an earlier run do not end (${describe(left)}); end them, or name another directory in ZEROLOSS_DATA_DIR.`,
    );
  }
  await removeForeignPidFile(cluster);
}

function refuseLiveOwner(cluster: string, found: readonly ServerProcess[]): void {
  const owned = found.find(({ command, parent }) => command.split(' ').includes(ownerSetting(parent)));
  if (!owned) return;
  throw new StartupError(
    `${cluster} is in use by process ${owned.parent}; stop that one first, or name another directory in ZEROLOSS_DATA_DIR.`,
  );
}

async function apply(
  measure: Measure,
  cluster: string,
  found: readonly ServerProcess[],
  log: (line: string) => void,
): Promise<ServerProcess[]> {
  const targets = measure.serverOnly ? found.filter(isServer) : found;
  if (targets.length === 0) return [...found];
  for (const { pid } of targets) signal(pid, measure.signal);
  const started = Date.now();
  let told = started;
  let left = await processesIn(cluster);
  while (left.length > 0 && Date.now() - started < measure.timeoutMs) {
    await delay(pollMs);
    left = await processesIn(cluster);
    if (Date.now() - told >= progressMs) {
      told = Date.now();
      log(`still waiting for Postgres to end (${describe(left)})`);
    }
  }
  return left;
}

function isServer({ command }: ServerProcess): boolean {
  return command.includes(' zeroloss.owner=');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // ESRCH: it has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * A server that finds its pid file naming a live process of the same user takes that for another server. After a crash
 * the number is soon another's, most of all in containers. No server is in the directory: that was just verified.
 */
async function removeForeignPidFile(cluster: string): Promise<void> {
  const path = join(cluster, 'postmaster.pid');
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined) return;
  const pid = Number.parseInt(content, 10);
  if ((await processesIn(cluster)).some((found) => found.pid === pid)) return;
  await rm(path, { force: true });
}

function describe(found: readonly ServerProcess[]): string {
  return `process ${found.map(({ pid }) => pid).join(', ')}`;
}
