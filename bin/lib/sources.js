import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.js';

const folders = ['bin', 'events', 'services', 'infra', 'prisma', 'test'];
const skipped = new Set(['node_modules', 'client', 'schemas', 'migrations']);

/** The files that a bundle may hold: paths relative to the clone, sorted; without the tests. */
export function sourceFiles() {
  return folders.flatMap((folder) => filesBelow(join(root, folder))).sort();
}

/**
 * @param {string} directory
 * @returns {string[]}
 */
function filesBelow(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(path);
    return /\.(ts|json|jsonc)$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [relative(root, path)] : [];
  });
}

/**
 * Changes when one of the files does.
 * @param {readonly string[]} paths relative to the clone
 */
export function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 16);
}
