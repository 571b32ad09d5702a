/** Makes sure that node_modules holds what package-lock.json says: `npm ci` at first use and after every change. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.js';
import { withLock } from './lock.js';
import { cache, root } from './paths.js';
import { Stop } from './stop.js';

const record = join(cache, 'installed');

/** Costs a millisecond when nothing is to be done, and needs the network only when something is. */
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

/** The lock file, and the platform: native packages are installed for one alone. */
function wanted() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

/** npm's own record says that a developer's `npm ci` or `npm install` put there what is wanted. */
function installedByHand() {
  const text = readOrEmpty(join(root, 'node_modules', '.package-lock.json'));
  if (text === '') return false;
  const installed = JSON.parse(text).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  // An optional package that is missing is another platform's.
  return Object.entries(locked).every(
    ([path, { version, optional }]) => path === '' || (installed[path]?.version ?? (optional && version)) === version,
  );
}

async function install() {
  console.error('zeroloss: installing packages (npm ci), once; this takes a minute or less …');
  // Whatever NODE_ENV says: the bundler and the embedded database are wanted.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runChild('npm', args).catch((error) => {
    throw new Stop(`npm cannot be run (${error.code}); install Node.js with npm and try again.`);
  });
  if (code !== 0)
    throw new Stop('npm ci failed (see above); it needs the npm registry once, try again with a network.');
}

/** So that `npx zeroloss` finds the command at once, without npm's cache. */
function linkCommand() {
  const directory = join(root, 'node_modules', '.bin');
  mkdirSync(directory, { recursive: true });
  rmSync(join(directory, 'zeroloss'), { force: true });
  symlinkSync(join('..', '..', 'bin', 'zeroloss.js'), join(directory, 'zeroloss'));
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
