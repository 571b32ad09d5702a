/** Bundles the programs that exist into the directory named by the first argument. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './paths.js';
import { programs } from './programs.js';

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
  packages: 'external',
  // Except the workspace: Node takes no TypeScript from node_modules.
  alias: { '@zeroloss/local-cloud': join(root, 'infra/local/cloud/src/index.ts') },
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
}).catch(() => {
  process.exitCode = 1; // esbuild has printed what is wrong and where
});
