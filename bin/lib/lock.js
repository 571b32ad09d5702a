import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './paths.js';
import { codeOf, unwritable } from './user-error.js';

/** A lock that has no holder's name for so long was left by a process that was killed while writing it. */
const maxWriteMs = 10_000;

/**
 * Waits until no live process, of any user, holds the lock, then runs `work` while holding it. The holder is known by process id and
 * start time, so a lock never expires while its process lives, even if that is stopped. The file lies at the root because an install
 * empties node_modules.
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 * @throws {import('./user-error.js').UserError} if this user may not write there
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

/**
 * If two processes find the same dead holder, only one may remove its lock: the other would remove its successor's.
 * @param {string} path
 * @param {string} deadHolder
 */
function takeOver(path, deadHolder) {
  const guard = `${path}.takeover`;
  if (!create(guard)) {
    if (ageMs(guard) > maxWriteMs) rmSync(guard, { force: true });
    return;
  }
  try {
    if (read(path) === deadHolder) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Returns false if the file exists.
 * @param {string} path
 */
function create(path) {
  try {
    writeFileSync(path, `${process.pid} ${startOf(process.pid)}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(error) ?? error;
  }
}

/**
 * Returns undefined if there is no such file (any more).
 * @param {string} path
 */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {string} path
 * @param {string} holder what the lock says
 */
function isGone(path, holder) {
  if (holder === '') return ageMs(path) > maxWriteMs;
  const [pid, ...start] = holder.split(' ');
  const now = startOf(Number(pid));
  return now === '' ? !isAlive(Number(pid)) : now !== start.join(' ');
}

/**
 * True for another user's process too.
 * @param {number} pid
 */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * When a process started, in the system's own words; '' if there is none. A process id alone may have been reused.
 * @param {number} pid
 */
function startOf(pid) {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  const stat = read(`/proc/${pid}/stat`) ?? '';
  // "pid (name) state …": the name may hold anything, so count from its closing bracket. Field 22 is the start, in ticks since boot.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** @param {string} path */
function ageMs(path) {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
