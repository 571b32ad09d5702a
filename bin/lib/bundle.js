/** Bundles the programs that exist into the directory named by the first argument. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './paths.js';
import { programs } from './programs.js';

/** All that npm installs; the workspace is bundled, for Node takes no TypeScript from node_modules. */
const external = ['package.json', 'infra/local/cloud/package.json'].flatMap((manifest) => {
  const {
    dependencies,
    optionalDependencies = {},
    devDependencies,
  } = JSON.parse(readFileSync(join(root, manifest), 'utf8'));
  return Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
});

await build({
  absWorkingDir: root,
  entryPoints: Object.values(programs).filter((entry) => existsSync(join(root, entry))),
  outdir: process.argv[2],
  outbase: root,
  outExtension: { '.js': '.mjs' }, // below node_modules, only the extension says that a file is a module
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: external.filter((name) => !name.startsWith('@zeroloss/')),
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
}).catch(() => {
  process.exitCode = 1; // esbuild has printed what is wrong and where
});
