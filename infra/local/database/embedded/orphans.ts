/**
 * What a killed run leaves behind: a server that still runs, backends that outlive their server in the middle of a query (they hold
 * the shared memory that a new server needs), a pid file whose number now belongs to another process.
 * A process is ended only if it is PostgreSQL at work in this very data directory.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../../startup-error.ts';
import { processesIn, type ServerProcess } from './processes.ts';

/** A setting of our own on the server's command line: the process that started the server. If it is not its parent any more, it died. */
export const ownerSetting = (pid: number): string => `zeroloss.owner=${pid}`;

interface Step {
  readonly signal: NodeJS.Signals;
  readonly timeoutMs: number;
  /** Whether only the server gets the signal; it ends its backends itself. */
  readonly serverOnly: boolean;
}

/** From polite to certain. Killing backends loses nothing: what they committed is in the WAL. */
const escalation: readonly Step[] = [
  // Fast shutdown, with a checkpoint. A server in crash recovery ignores it, so the wait is short.
  { signal: 'SIGINT', timeoutMs: 5_000, serverOnly: true },
  { signal: 'SIGQUIT', timeoutMs: 10_000, serverOnly: false }, // immediate shutdown; the next start recovers
  { signal: 'SIGKILL', timeoutMs: 20_000, serverOnly: false },
];

const pollMs = 25;
const progressMs = 5_000;

/**
 * Ends what earlier runs left in the data directory `cluster`.
 * @throws StartupError if a live run uses the directory, or if a process does not end
 */
export async function terminateOrphans(cluster: string, log: (line: string) => void): Promise<void> {
  let left = await processesIn(cluster);
  refuseLiveOwner(cluster, left);
  if (left.length > 0) log(`ending the Postgres that an earlier run left in ${cluster} (${describe(left)})`);
  for (const step of escalation) {
    if (left.length === 0) break;
    left = await apply(step, cluster, left, log);
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
  step: Step,
  cluster: string,
  found: readonly ServerProcess[],
  log: (line: string) => void,
): Promise<ServerProcess[]> {
  const targets = step.serverOnly ? found.filter(isServer) : found;
  if (targets.length === 0) return [...found];
  for (const { pid } of targets) signal(pid, step.signal);
  const started = performance.now();
  let loggedAt = started;
  let left = await processesIn(cluster);
  while (left.length > 0 && performance.now() - started < step.timeoutMs) {
    await delay(pollMs);
    left = await processesIn(cluster);
    if (performance.now() - loggedAt >= progressMs) {
      loggedAt = performance.now();
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
    // ESRCH: it has just ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * If the pid file names a live process of the same user, the server takes that process for another server. After a crash the number
 * soon belongs to another process, above all in containers. No server is in the directory: the caller made sure.
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
