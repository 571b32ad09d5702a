/** One process at a time in this clone, for what several may start at once (`npm start` and `npx zeroloss`, say). */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './paths.js';
import { unwritable } from './stop.js';

/** What lies there for so long without a holder's name was left by a process that was killed as it wrote it. */
const longestWriteMs = 10_000;

/**
 * Waits until no other live process holds the lock `name`, whosever process it is, then runs `work` while holding it. The lock is a
 * file at the root, for whoever may do the work may write there too (and an install empties node_modules).
 * @throws Stop when this user may not write there
 */
export async function withLock(name, work) {
  const path = join(root, `.zeroloss-${name}.lock`);
  while (!create(path)) {
    const holder = read(path);
    if (holder !== undefined && isGone(path, holder)) takeOver(path, holder);
    else await delay(100);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Of two that find the same dead holder only one may remove its lock: the other one would remove its successor's. */
function takeOver(path, deadHolder) {
  const guard = `${path}.takeover`;
  if (!create(guard)) {
    if (ageMs(guard) > longestWriteMs) rmSync(guard, { force: true });
    return;
  }
  try {
    if (read(path) === deadHolder) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/** False where it is there already. */
function create(path) {
  try {
    writeFileSync(path, `${process.pid} ${startOf(process.pid)}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw unwritable(error) ?? error;
  }
}

/** Undefined where it was released meanwhile. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isGone(path, holder) {
  if (holder === '') return ageMs(path) > longestWriteMs;
  const [pid, ...start] = holder.split(' ');
  const now = startOf(Number(pid));
  return now === '' ? !isAlive(Number(pid)) : now !== start.join(' ');
}

/** Also another user's that this one can see nothing else of. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** When a process started, in the system's own words; empty when there is none. Its number alone may be another's by now. */
function startOf(pid) {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  const stat = read(`/proc/${pid}/stat`) ?? '';
  // "pid (name) state …": the name may hold anything, so count from its closing bracket; ticks since boot are field 22.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function ageMs(path) {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
