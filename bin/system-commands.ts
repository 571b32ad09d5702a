/** The commands that run the system on this machine. */
import type { Command } from 'commander';
import { readChoice } from '../services/cli/arguments.ts';
import type { CliContext } from '../services/cli/context.ts';
import { examples } from '../services/cli/help.ts';
import { exitCodes } from '../services/cli/output.ts';
import { withExpectedErrors } from './expected-errors.ts';

export function addSystemCommands(program: Command, context: CliContext): void {
  program.commandsGroup('The system on this machine:');
  addStart(program, context);
  addDemo(program, context);
  addLocalStack(program, context);
}

function addStart(program: Command, { io }: CliContext): void {
  program
    .command('start')
    .description('run Zeroloss: bus, queues, workflow, functions and database')
    .option('--target <target>', 'local (the local cloud, in this process) or localstack', 'local')
    .option('--fresh', 'empty the data directory first: every account, transfer and event is gone')
    .option('--discard-cloud', 'if queues and workflows are damaged: put them aside first, and go on from the ledger')
    .addHelpText(
      'after',
      `
Prints a line that begins with "ready" when everything serves, with --json "ready " and one JSON object. Runs until Ctrl-C or
SIGTERM. With --target localstack it uses the one of LOCALSTACK_ENDPOINT, or starts one that ends with it.
${examples('npm start', 'npm start -- --fresh --json', 'npm start -- --target localstack')}

Environment:
  ZEROLOSS_AWS_PORT    the local cloud: EventBridge, SQS, Step Functions (4566)
  ZEROLOSS_HTTP_PORT   GET /health and /metrics (8080)
  ZEROLOSS_PG_PORT     embedded PostgreSQL (54329)
  ZEROLOSS_DATA_DIR    where everything is kept (.zeroloss; a relative path is below the clone)
  DATABASE_URL         use this PostgreSQL instead, as the owner of the database that it names
  LEDGER_SHARDS        databases that the ledger is split over, fixed at the first start (1)
  LOCALSTACK_ENDPOINT  a running LocalStack, for --target localstack`,
    )
    .action(async (typed: { target: string; fresh?: boolean; discardCloud?: boolean }) => {
      const target = readChoice('--target', typed.target, ['local', 'localstack']);
      const { fresh = false, discardCloud = false } = typed;
      const { runStart } = await import('../infra/local/start.ts');
      await withExpectedErrors(() => runStart({ target, fresh, discardCloud, json: isJson(program) }, io));
    });
}

function addDemo(program: Command, { io, print }: CliContext): void {
  program
    .command('demo')
    .description('play transfers that succeed and that fail in every safe way, on a system of its own')
    .addHelpText(
      'after',
      `
Starts the system on free ports and in a temporary directory, and ends with the proof. Takes about half a minute: one transfer
waits for a time-out. Exit code 0 only if everything ended as it must.
${examples('npm run demo', 'npm run demo -- --json')}

Environment:
  LEDGER_SHARDS   databases that the ledger is split over (1)`,
    )
    .action(async () => {
      const { demoText, runDemo } = await import('../infra/local/demo/main.ts');
      const result = await withExpectedErrors(() => runDemo(io));
      await print({
        json: result,
        text: () => demoText(result),
        exitCode: result.ok ? exitCodes.ok : exitCodes.error,
      });
    });
}

function addLocalStack(program: Command, { io }: CliContext): void {
  program
    .command('localstack')
    .description('run LocalStack, to try the system on an AWS that is not ours')
    .addHelpText(
      'after',
      `
In a container if docker compose works, otherwise as a Python process (Python 3.11 to 3.13; installs what is missing first).
Prints a line that begins with "ready" when everything serves, with --json "ready " and one JSON object. Runs until Ctrl-C or
SIGTERM and leaves nothing behind. With LOCALSTACK_ENDPOINT it only checks that one.
${examples('npm run localstack', 'npm run localstack -- --json')}

Environment:
  LOCALSTACK_PORT      its port on 127.0.0.1 (4567); 0 takes a free one
  LOCALSTACK_ENDPOINT  a running LocalStack`,
    )
    .action(async () => {
      const { runLocalStack } = await import('../infra/local/targets/localstack/main.ts');
      await withExpectedErrors(() => runLocalStack({ json: isJson(program) }, io));
    });
}

/** For the ready line, which is printed while the command runs. */
function isJson(program: Command): boolean {
  return program.opts<{ json?: boolean }>().json ?? false;
}
