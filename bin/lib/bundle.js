/** Bundles bin/main.ts into the directory named by the first argument. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './paths.js';

await build({
  absWorkingDir: root,
  entryPoints: ['bin/main.ts'],
  outdir: String(process.argv[2]),
  outExtension: { '.js': '.mjs' }, // below node_modules only the extension marks a module
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  // Except the workspace: Node does not run TypeScript below node_modules.
  alias: { '@zeroloss/local-cloud': join(root, 'infra/local/cloud/src/index.ts') },
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
}).catch(() => {
  process.exitCode = 1; // esbuild has printed the errors
});
