/** `npm start`: runs the system on this machine until Ctrl-C or SIGTERM. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emptyDataDirectory } from './data-directory/data-directory.ts';
import { openFileLog } from './data-directory/file-log.ts';
import { readSettings } from './settings.ts';
import { StartupError } from './startup-error.ts';
import { startSystem } from './system.ts';
import { startLocalStack } from './targets/localstack/index.ts';

const help = `npm start [-- --fresh] [-- --json] [-- --target local|localstack]

Runs Zeroloss on this machine: bus, queues, workflow, functions and database. Installs and builds what is missing first.
Prints a line that begins with "ready" when all serves, and runs until Ctrl-C or SIGTERM.

  --target  local: the local cloud, in this process (default)
            localstack: LocalStack; the one of LOCALSTACK_ENDPOINT, or one that is started and ends with this
  --fresh   empty the data directory first: every account, transfer and event is gone
  --json    print the ready line as "ready " and one JSON object
  --help    this text

Environment:
  ZEROLOSS_AWS_PORT    the local cloud: EventBridge, SQS, Step Functions (4566)
  ZEROLOSS_HTTP_PORT   GET /health (8080)
  ZEROLOSS_PG_PORT     embedded PostgreSQL (54329)
  ZEROLOSS_DATA_DIR    where everything is kept (.zeroloss; relative ones are below the clone)
  DATABASE_URL         use this PostgreSQL instead, as the owner of the database it names
  LEDGER_SHARDS        databases that the ledger is laid out on at its first start (1)
  LOCALSTACK_ENDPOINT  a LocalStack that runs already, for --target localstack
`;

interface Flags {
  readonly fresh: boolean;
  readonly json: boolean;
  readonly help: boolean;
  readonly target: 'local' | 'localstack';
}

const options = {
  fresh: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  target: { type: 'string' },
} as const;

function readFlags(): Flags {
  const { fresh = false, json = false, help: wanted = false, target = 'local' } = parsedFlags();
  if (target === 'local' || target === 'localstack') return { fresh, json, help: wanted, target };
  throw new StartupError(`--target is "${target}"; it must be local or localstack.`);
}

function parsedFlags() {
  try {
    return parseArgs({ options }).values;
  } catch (cause) {
    throw new StartupError(`${(cause as Error).message.split('. ')[0]}; npm start -- --help lists what there is.`, {
      cause,
    });
  }
}

async function run(): Promise<void> {
  const flags = readFlags();
  if (flags.help) {
    process.stdout.write(help);
    return;
  }
  const settings = readSettings(process.env);
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  if (flags.fresh) {
    await emptyDataDirectory(settings.dataDir, progress);
    if (settings.databaseUrl) progress('--fresh does not touch the database of DATABASE_URL: empty it yourself');
  }
  // Signals count from here on: a start that is interrupted stops what it has started.
  const interrupted = new Promise<void>((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
  const log = await openFileLog(join(settings.dataDir, 'zeroloss.log')).catch((cause: Error) => {
    throw new StartupError(
      `The data directory ${settings.dataDir} cannot be used (${cause.message}); name another one in ZEROLOSS_DATA_DIR.`,
      { cause },
    );
  });
  const localStack = flags.target === 'localstack' ? await startLocalStack({ progress }) : undefined;
  const system = await startSystem({ ...settings, ...(localStack && { localStack }), log, progress }).catch(
    async (error: unknown) => {
      await localStack?.stop();
      throw error;
    },
  );
  const { endpoint, http, databaseUrls } = system.runtime;
  const postgres = databaseUrls
    .map((url) => new URL(url))
    .map(({ hostname, port, pathname }) => `${hostname}:${port}${pathname}`);
  process.stdout.write(
    flags.json
      ? `ready ${JSON.stringify({ aws: endpoint, http, postgres, dataDir: settings.dataDir })}\n`
      : `ready  aws ${endpoint}  http ${http}  postgres ${postgres.join(',')}  data ${settings.dataDir}\n`,
  );
  const broken = await Promise.race([interrupted, system.broken, ...(localStack ? [localStack.broken] : [])]);
  await system.stop();
  await localStack?.stop();
  await log.close();
  if (broken) throw broken;
}

try {
  await run();
} catch (error) {
  process.stderr.write(error instanceof StartupError ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = 1;
}
