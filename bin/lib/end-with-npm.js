import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const pollMs = 500;

/**
 * Ends this process as a SIGTERM would, once the npm that started it is gone. npm hands on SIGTERM and SIGINT only (a shell that stays
 * in between gets them in our place), dies of the SIGHUP of a closed terminal, and cannot do anything about a SIGKILL.
 */
export function endWithNpm() {
  const isGone = process.env.npm_lifecycle_event === undefined ? undefined : watchNpm();
  if (!isGone) return;
  const timer = setInterval(() => {
    if (!isGone()) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, pollMs);
  timer.unref();
}

/**
 * npm is the parent, or the parent of a shell that is. The variable alone proves nothing: whatever a script of npm starts has it.
 * @returns {(() => boolean) | undefined} whether npm is gone; undefined if it did not start this process
 */
function watchNpm() {
  const parent = process.ppid;
  const first = processOf(parent);
  if (first && isNpm(first.command)) return () => process.ppid !== parent;
  const second = first && processOf(first.parent);
  if (!second || !isNpm(second.command)) return undefined;
  // Whoever loses its parent gets another one at once.
  return () => process.ppid !== parent || processOf(parent)?.parent !== first.parent;
}

/**
 * npm names its process: `npm start`.
 * @param {string} command
 */
function isNpm(command) {
  return /(^|[/\s])(npm|npx|pnpm|yarn)\b/.test(command);
}

/**
 * @param {number} pid
 * @returns {{parent: number, command: string} | undefined}
 */
function processOf(pid) {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function fromProc(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') };
}

/** @param {number} pid */
function fromPs(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, command = ''] = /^\s*(\d+)\s+(.*)/.exec(stdout) ?? [];
  return parent === undefined ? undefined : { parent: Number(parent), command };
}
