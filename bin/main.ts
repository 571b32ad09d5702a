/**
 * The program `zeroloss`: the product's commands, and those that run and measure the system. Each command's code is loaded when it
 * runs. The launcher (zeroloss.js) imports this module, bundled.
 */
import { run } from '../services/cli/run.ts';
import { addDeveloperCommands } from './developer-commands.ts';
import { addSystemCommands } from './system-commands.ts';

// Full, or closed by its reader: whoever writes learns of it, and on standard error nobody could be told.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.exitCode = await run(process.argv.slice(2), process, (program, context) => {
  addSystemCommands(program, context);
  addDeveloperCommands(program, context);
});
