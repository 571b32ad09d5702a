#!/usr/bin/env node
/**
 * `npm run generate`: installs the packages and generates Prisma's client, if they are missing or old.
 * `npm run build`: also bundles the program. Every launcher does the same before it runs.
 */
import { ensureBuilt } from './lib/built.js';
import { prepare } from './lib/prepare.js';
import { runLauncher } from './lib/user-error.js';

await runLauncher(async () => {
  await prepare();
  if (process.argv[2] === 'build') await ensureBuilt();
});
