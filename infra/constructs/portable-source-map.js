/**
 * Runs after a function was bundled: `node portable-source-map.js <bundle directory> <project root>`. Makes the paths in the source
 * map relative to the project's root. esbuild's paths depend on where the bundle was built, so the same code would be a new asset,
 * deployed again, for every clone and output directory.
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

const [directory = '', root = ''] = process.argv.slice(2).map((path) => realpathSync(path));
const file = join(directory, 'index.mjs.map');
const map = JSON.parse(readFileSync(file, 'utf8'));
map.sources = map.sources.map((/** @type {string} */ source) =>
  relative(root, resolve(directory, source)).replaceAll(sep, '/'),
);
writeFileSync(file, JSON.stringify(map));
