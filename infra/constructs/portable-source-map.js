/**
 * Run after a function was bundled, with the bundle's directory and the project's root: makes the paths in its source map relative to
 * the root, as a stack trace should show them. As esbuild writes them they lead from where the bundle happened to be built, and the
 * same code would be another asset, deployed anew, for every clone and output directory.
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

const [directory, root] = process.argv.slice(2).map((path) => realpathSync(path));
const file = join(directory, 'index.mjs.map');
const map = JSON.parse(readFileSync(file, 'utf8'));
map.sources = map.sources.map((source) => relative(root, resolve(directory, source)).replaceAll(sep, '/'));
writeFileSync(file, JSON.stringify(map));
