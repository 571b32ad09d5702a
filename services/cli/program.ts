/**
 * The commands, their arguments and their help. Nothing that a command works with is loaded here, only by its action: `--help` and a
 * simple command start in a fraction of what the AWS SDK and Prisma take to load.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { rootDir } from '../operator/root.ts';
import { addAccountCommands } from './account/command.ts';
import { addPublishCommand } from './bus/command.ts';
import type { Io } from './io.ts';
import type { Answer } from './output.ts';
import { addProjectionsCommands } from './projections/command.ts';
import { addProofCommand } from './proof/command.ts';
import { addRefusedCommands } from './refused/command.ts';
import { addReplayCommand } from './replay/command.ts';
import { addTransferCommands } from './transfer/command.ts';

export interface Outlet {
  readonly io: Io;
  /** Takes a command's answer. */
  readonly give: (answer: Answer) => Promise<void>;
  /** Takes what commander says about a usage error. */
  readonly complain: (text: string) => void;
}

const footer = `
Exit codes: 0 done (of a transfer: Completed), 1 error, 2 usage, 3 the transfer ended otherwise, 4 it is still open.

Environment:
  ZEROLOSS_DATA_DIR   the data directory of the system that runs (.zeroloss; relative ones are below the clone)
  ZEROLOSS_AWS_PORT   its AWS port, where npm start was given one`;

function version(): string {
  return JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')).version;
}

export function buildProgram(outlet: Outlet): Command {
  const program = new Command('zeroloss')
    .description('Exactly-once bank transfers: accounts, transfers and the proof that nothing is lost.')
    .version(version(), '--version', 'the version')
    .option('--json', 'answer with one JSON value on standard output')
    .exitOverride()
    .configureOutput({ writeOut: (text) => outlet.io.stdout.write(text), writeErr: outlet.complain })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', footer);
  addAccountCommands(program, outlet);
  addTransferCommands(program, outlet);
  addRefusedCommands(program, outlet);
  addPublishCommand(program, outlet);
  addProofCommand(program, outlet);
  addProjectionsCommands(program, outlet);
  addReplayCommand(program, outlet);
  return program;
}
