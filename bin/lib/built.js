/**
 * Makes sure that the programs are built: TypeScript bundled to ESM under node_modules/.cache. A build lies in a directory
 * named after the hash of all sources, so a look at the sources (some ten milliseconds) tells whether it is there.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.js';
import { cache, root } from './paths.js';
import { hashOf, sourceFiles } from './sources.js';
import { Stop, unwritable } from './stop.js';

const bundler = fileURLToPath(new URL('bundle.js', import.meta.url));

/** The files beside the sources that a build depends on. */
const tools = ['package-lock.json', 'bin/lib/bundle.js'];

/** A running system may still load parts of an older build, so some are kept. */
const buildsKept = 5;

/**
 * @param entry a program's source, `services/cli/main.ts`
 * @returns the path of its bundle
 */
export async function ensureBuilt(entry) {
  const directory = join(cache, `build-${hashOf([...tools, ...sourceFiles()])}`);
  if (!existsSync(directory)) await build(directory);
  const program = join(directory, entry.replace(/\.ts$/, '.mjs'));
  if (!existsSync(program)) throw new Stop(`${join(root, entry)} is missing; restore it with git.`);
  return program;
}

/** In a process of its own, so that the bundler's memory does not stay. Two at once make the same; the first one counts. */
async function build(directory) {
  const draft = `${directory}.draft-${process.pid}`;
  makeDirectory(draft);
  const code = await runChild(process.execPath, [bundler, draft]);
  if (code !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Stop('The sources cannot be bundled (see above).');
  }
  try {
    renameSync(draft, directory);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
  removeOldBuilds();
}

/** Where the bundler would fail file by file, one sentence says it. */
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
  for (const { path } of builds.slice(buildsKept)) rmSync(path, { recursive: true, force: true });
}
