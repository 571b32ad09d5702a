#!/usr/bin/env node
/**
 * `npx zeroloss`, and most npm scripts: installs, generates and bundles what is missing, then runs the program (main.ts).
 *
 * About the scripts in package.json:
 * - Those that run long begin with `exec`. Otherwise a shell such as Debian's dash stays between npm and this process: npm would end
 *   before the system has, and a SIGINT to npm alone would end nothing, for dash takes it and waits on. All other ends of npm end the
 *   system with or without it: end-with-npm.js.
 * - V8's flags for `start`. A young generation of 32 MB: 6 % more transfers a second for 40 MB. Heap growing by 30 %: on a machine
 *   with much memory V8 otherwise lets the heap grow to a multiple of what is alive (392 MB resident after 30,000 transfers, against
 *   235 MB at 40 %).
 */
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './lib/built.js';
import { endWithNpm } from './lib/end-with-npm.js';
import { prepare } from './lib/prepare.js';
import { runLauncher } from './lib/user-error.js';

endWithNpm();
const program = await runLauncher(async () => {
  await prepare();
  return ensureBuilt();
});
if (program) await import(pathToFileURL(program).href);
