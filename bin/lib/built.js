/**
 * The program's bundle: TypeScript bundled to ESM below node_modules/.cache, in a directory named after the hash of all sources.
 * Whether it is there takes some ten milliseconds to find out.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.js';
import { cache } from './paths.js';
import { hashOf, sourceFiles } from './sources.js';
import { UserError, unwritable } from './user-error.js';

const bundler = fileURLToPath(new URL('bundle.js', import.meta.url));

/** What a build depends on besides the sources. */
const tools = ['package-lock.json', 'bin/lib/bundle.js'];

/** A running system may still load parts of an older build. */
const maxBuilds = 5;

/** Bundles the program if there is no bundle of these sources. @returns its path. @throws {UserError} */
export async function ensureBuilt() {
  const directory = join(cache, `build-${hashOf([...tools, ...sourceFiles()])}`);
  if (!existsSync(directory)) await build(directory);
  return join(directory, 'main.mjs');
}

/**
 * In a process of its own, to give the bundler's memory back. Two at once build the same; the first to finish wins.
 * @param {string} directory
 */
async function build(directory) {
  const draft = `${directory}.draft-${process.pid}`;
  makeDirectory(draft);
  const code = await runChild(process.execPath, [bundler, draft]);
  if (code !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new UserError('The sources cannot be bundled (see above).');
  }
  try {
    renameSync(draft, directory);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
  removeOldBuilds();
}

/**
 * One sentence here, instead of an error for each file from the bundler.
 * @param {string} path
 */
function makeDirectory(path) {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw unwritable(error) ?? error;
  }
}

function removeOldBuilds() {
  const builds = readdirSync(cache)
    .filter((name) => name.startsWith('build-'))
    .map((name) => ({ path: join(cache, name), madeAt: statSync(join(cache, name)).mtimeMs }))
    .sort((a, b) => b.madeAt - a.madeAt);
  for (const { path } of builds.slice(maxBuilds)) rmSync(path, { recursive: true, force: true });
}
