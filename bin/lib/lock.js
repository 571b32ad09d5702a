/** One process of this clone at a time, for what several may start at once (`npm start` and `npx zeroloss`, say). */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './paths.js';

/** Not inside the clone: an install empties node_modules. */
const directory = join(tmpdir(), `zeroloss-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);

/** Waits until no other live process holds the lock `name`, then runs `work` while holding it. */
export async function withLock(name, work) {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, name);
  while (!take(path)) {
    if (!isAlive(Number(readFileSafely(path)))) rmSync(path, { force: true });
    else await delay(100);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readFileSafely(path) {
  try {
    return readFileSync(path, 'utf8') || process.pid; // empty: being written at this moment
  } catch {
    return process.pid; // released meanwhile: try again
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
