/**
 * The program `zeroloss`: the product's commands, and those that run and measure the system. Each command's code is loaded when it
 * runs. The launcher (zeroloss.js) imports this module, bundled.
 */
import { run } from '../services/cli/run.ts';
import { addDeveloperCommands } from './developer-commands.ts';
import { addSystemCommands } from './system-commands.ts';

// A reader that has seen enough (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), process, (program, context) => {
  addSystemCommands(program, context);
  addDeveloperCommands(program, context);
});
