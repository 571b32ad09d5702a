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
  const [command = program, ...rest] = [...identity.prefix, ...tie, program, ...args];
  return spawn(command, rest, {
    ...options,
    ...identity.user,
    // A session of its own: Ctrl-C in the terminal must reach this process alone, which stops the server last.
    detached: true,
    cwd: '/',
    env: { PATH: process.env.PATH, HOME: '/', TZ: 'UTC', LC_ALL: 'C' },
  });
}

let tieable: boolean | undefined;

function canTieToParent(): boolean {
  tieable ??= process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'INT', 'true']).status === 0;
  return tieable;
}
