/**
 * The directory of the clone. Found by walking up to package.json: the same source runs from its place in the tree (tests) and from a
 * bundle below node_modules/.cache (npm start), and the working directory may be anywhere.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute, without a trailing slash. */
export const rootDir: string = nearestPackage(dirname(fileURLToPath(import.meta.url)));

function nearestPackage(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error('zeroloss runs from its own clone: no package.json above this file');
  return nearestPackage(parent);
}
