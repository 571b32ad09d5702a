/**
 * The commander program. Commands are declared here and loaded only when they run, so `--help` and a simple command start in a fraction
 * of the time that the AWS SDK and Prisma take to load.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, type OutputConfiguration } from 'commander';
import { rootDir } from '../operator/root.ts';
import { addAccountCommands } from './account/command.ts';
import { addAttentionCommands } from './attention/command.ts';
import { addPublishCommand } from './bus/command.ts';
import type { AddCommands, CliContext } from './context.ts';
import { addDeadLetterCommands } from './dead-letter/command.ts';
import { addFactsCommands } from './facts/command.ts';
import { addProjectionsCommands } from './projections/command.ts';
import { addProofCommand } from './proof/command.ts';
import { addRefusedCommands } from './refused/command.ts';
import { addReplayCommand } from './replay/command.ts';
import { addSeedCommand } from './seed/command.ts';
import { addTransferCommands } from './transfer/command.ts';

const footer = `
Exit codes: 0 done (of a transfer: Completed), 1 error, 2 usage, 3 the transfer ended otherwise, 4 it is still open.

Environment:
  ZEROLOSS_DATA_DIR   data directory of the running system (.zeroloss; a relative path is below the clone)
  ZEROLOSS_AWS_PORT   its AWS port, if npm start was given one`;

/**
 * @param output takes the help, and the usage error
 * @param addMore adds commands that are not the product's own
 */
export function buildProgram(context: CliContext, output: OutputConfiguration, addMore: AddCommands): Command {
  const program = new Command('zeroloss')
    .description('Exactly-once bank transfers: accounts, transfers and the proof that nothing is lost.')
    .version(version(), '--version', 'print the version')
    .option('--json', 'print one JSON value on standard output')
    .exitOverride()
    .configureOutput(output)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', footer)
    .commandsGroup('Accounts and transfers:');
  addAccountCommands(program, context);
  addTransferCommands(program, context);
  addRefusedCommands(program, context);
  addAttentionCommands(program, context);
  addDeadLetterCommands(program, context);
  addPublishCommand(program, context);
  addProofCommand(program, context);
  addProjectionsCommands(program, context);
  addReplayCommand(program, context);
  addFactsCommands(program, context);
  addSeedCommand(program, context);
  addMore(program, context);
  return program;
}

function version(): string {
  return JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')).version;
}
