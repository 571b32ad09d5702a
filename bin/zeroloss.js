#!/usr/bin/env node
/** The launcher of the program `zeroloss` (main.ts): first installs, generates and bundles whatever is missing. */
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './lib/built.js';
import { prepare } from './lib/prepare.js';
import { runLauncher } from './lib/user-error.js';

const program = await runLauncher(async () => {
  await prepare();
  return ensureBuilt();
});
if (program) await import(pathToFileURL(program).href);
