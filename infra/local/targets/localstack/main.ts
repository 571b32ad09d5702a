/** `npm run localstack`: runs LocalStack on this machine until Ctrl-C or SIGTERM. */
import { parseArgs } from 'node:util';
import { readLocalStackPort } from '../../settings.ts';
import { StartupError } from '../../startup-error.ts';
import { replayIsRepaired, version } from './endpoint.ts';
import { startLocalStack } from './index.ts';

const help = `npm run localstack [-- --json]

Runs LocalStack ${version}: in a container where docker compose works, else as a Python process (Python 3.11 to 3.13; installs
what is missing first). Prints a line that begins with "ready" when all serves, and runs until Ctrl-C or SIGTERM. Nothing of
it stays. With LOCALSTACK_ENDPOINT set it only looks whether that one can be used.

  --json   print the ready line as "ready " and one JSON object
  --help   this text

Environment:
  LOCALSTACK_PORT      its port on 127.0.0.1 (4567); 0 takes a free one
  LOCALSTACK_ENDPOINT  a LocalStack that runs already
`;

async function run(): Promise<void> {
  const flags = readFlags();
  if (flags.help) {
    process.stdout.write(help);
    return;
  }
  // Signals count from here on: a start that is interrupted stops what it has started.
  const interrupted = new Promise<void>((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const localStack = await startLocalStack({ port: readLocalStackPort(process.env), progress });
  const { endpoint, from } = localStack;
  process.stdout.write(
    flags.json
      ? `ready ${JSON.stringify({ endpoint, version, from })}\n`
      : `ready  endpoint ${endpoint}  LocalStack ${version}  ${from}\n`,
  );
  if (!(await replayIsRepaired(endpoint))) {
    progress(
      'This LocalStack cannot replay archives: mount infra/local/targets/localstack/repair-replay.py into /etc/localstack/init/start.d.',
    );
  }
  if (from === 'existing endpoint') return;
  const broken = await Promise.race([interrupted, localStack.broken]);
  await localStack.stop();
  if (broken) throw broken;
}

function readFlags(): { readonly json: boolean; readonly help: boolean } {
  try {
    const options = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;
    const { json = false, help: wanted = false } = parseArgs({ options }).values;
    return { json, help: wanted };
  } catch (cause) {
    const [sentence] = (cause as Error).message.split('. ');
    throw new StartupError(`${sentence}; npm run localstack -- --help lists what there is.`, { cause });
  }
}

try {
  await run();
} catch (error) {
  process.stderr.write(error instanceof StartupError ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = 1;
}
