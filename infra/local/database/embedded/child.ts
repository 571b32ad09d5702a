/** Runs PostgreSQL's programs as the chosen identity. On Linux they end when this process ends. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import type { Identity } from './identity.ts';

/**
 * @param onParentDeath the signal that the child gets when this process dies, however it dies. Linux only; elsewhere the
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
    // A session of its own, so that Ctrl-C in the terminal reaches only this process, which stops the server last.
    detached: true,
    cwd: '/',
    env: { PATH: process.env.PATH, HOME: '/', TZ: 'UTC', LC_ALL: 'C' },
  });
}

/** Linux only. A server process that wakes for a statement waits for a free core, so that it does not preempt the client on its core. */
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
