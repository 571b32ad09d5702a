/** Runs PostgreSQL's programs as the chosen identity, tied to the life of this process where the platform allows it. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import type { Identity } from './identity.ts';

/**
 * @param onParentDeath the signal the child gets when this process dies, however it dies. Linux only; elsewhere the
 *   next start ends what is left.
 */
export function spawnAs(
  identity: Identity,
  onParentDeath: 'INT' | 'KILL',
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const tie = canTieToParent() ? ['setpriv', '--pdeathsig', onParentDeath] : [];
  const yielding = canYield() ? batchScheduling : [];
  const [command = program, ...rest] = [...identity.prefix, ...tie, ...yielding, program, ...args];
  return spawn(command, rest, {
    ...options,
    ...identity.user,
    // A session of its own: Ctrl-C in the terminal must reach this process alone, which stops the server last.
    detached: true,
    cwd: '/',
    env: { PATH: process.env.PATH, HOME: '/', TZ: 'UTC', LC_ALL: 'C' },
  });
}

/**
 * As batch work: a server process that wakes to a statement waits for a free core, and does not push the process that sent the
 * statement off its own. Linux only.
 */
const batchScheduling = ['chrt', '--batch', '0'];

let tieable: boolean | undefined;
let yieldable: boolean | undefined;

function canTieToParent(): boolean {
  tieable ??= process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'INT', 'true']).status === 0;
  return tieable;
}

function canYield(): boolean {
  yieldable ??= process.platform === 'linux' && spawnSync('chrt', [...batchScheduling.slice(1), 'true']).status === 0;
  return yieldable;
}
