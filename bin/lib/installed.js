import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.js';
import { withLock } from './lock.js';
import { cache, root } from './paths.js';
import { codeOf, UserError } from './user-error.js';

const record = join(cache, 'installed');

/**
 * Makes node_modules hold what package-lock.json says: `npm ci` at first use and after every change of that file. Takes a
 * millisecond if nothing is to be done.
 * @throws {UserError}
 */
export async function ensureInstalled() {
  if (readOrEmpty(record) === wanted()) return;
  await withLock('install', async () => {
    if (readOrEmpty(record) === wanted()) return; // another process has just done it
    if (!installedByHand()) await install();
    linkCommand();
    mkdirSync(cache, { recursive: true });
    writeFileSync(record, wanted());
  });
}

/** The lock file's hash, and the platform: native packages are installed for one only. */
function wanted() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

/** Whether npm's own record says that a developer's `npm ci` or `npm install` has done it. */
function installedByHand() {
  const text = readOrEmpty(join(root, 'node_modules', '.package-lock.json'));
  if (text === '') return false;
  const installed = packagesOf(text);
  const locked = packagesOf(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  // A missing optional package is for another platform.
  return Object.entries(locked).every(
    ([path, { version, optional }]) => path === '' || (installed[path]?.version ?? (optional && version)) === version,
  );
}

async function install() {
  console.error('zeroloss: installing packages (npm ci), once; this takes a minute or less …');
  // Whatever NODE_ENV says: the bundler and the embedded database are needed.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runChild('npm', args).catch((error) => {
    throw new UserError(`npm cannot be run (${codeOf(error)}); install Node.js with npm and try again.`);
  });
  if (code !== 0)
    throw new UserError('npm ci failed (see above); it needs the npm registry once; try again with a network.');
}

/** Without this link, `npx zeroloss` would look into npm's cache. */
function linkCommand() {
  const directory = join(root, 'node_modules', '.bin');
  mkdirSync(directory, { recursive: true });
  rmSync(join(directory, 'zeroloss'), { force: true });
  symlinkSync(join('..', '..', 'bin', 'zeroloss.js'), join(directory, 'zeroloss'));
}

/**
 * @param {string} lockFile its text
 * @returns {Record<string, {version?: string, optional?: boolean}>}
 */
function packagesOf(lockFile) {
  return JSON.parse(lockFile).packages;
}

/** @param {string} path */
function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
