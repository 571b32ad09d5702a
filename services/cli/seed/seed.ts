/** `npm run seed`, which `npx prisma db seed` runs too: accounts to play with in the system that runs. Again and again it changes nothing. */
import { parseArgs } from 'node:util';
import type { Shards } from '../../database/shards.ts';
import { openAccount } from '../../ledger/accounts.ts';
import type { Opening } from '../../ledger/opening.ts';
import { CliError } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';

const help = `npm run seed [-- --json]

Opens sample accounts in the system that npm start runs. What exists stays as it is.

  --json   print {"accounts":[{"id":…,"currency":…,"opened":true|false},…]}
  --help   this text

Environment:
  ZEROLOSS_DATA_DIR   the data directory of the system that runs (.zeroloss; relative ones are below the clone)
`;

/** Balances and limits in minor units. */
const samples: readonly Opening[] = [
  { id: 'anna', currency: 'EUR', balance: 100_000n, overdraftLimit: 0n, owner: 'Anna' },
  { id: 'ben', currency: 'EUR', balance: 50_000n, overdraftLimit: 0n, owner: 'Ben' },
  { id: 'carol', currency: 'EUR', balance: 0n, overdraftLimit: 20_000n, owner: 'Carol' },
  { id: 'shop-eur', currency: 'EUR', balance: 0n, overdraftLimit: 0n, owner: 'The Shop' },
  { id: 'shop-jpy', currency: 'JPY', balance: 1_000_000n, overdraftLimit: 0n, owner: 'The Shop' },
  { id: 'shop-bhd', currency: 'BHD', balance: 5_000_000n, overdraftLimit: 0n, owner: 'The Shop' },
];

interface Seeded {
  readonly id: string;
  readonly currency: string;
  /** Or it was there before, as it is here or otherwise. */
  readonly opened: boolean;
}

async function seed(shards: Shards): Promise<Seeded[]> {
  const seeded: Seeded[] = [];
  for (const sample of samples) {
    const result = await openAccount(shards, sample);
    seeded.push({ id: sample.id, currency: sample.currency, opened: result.ok && result.changed });
  }
  return seeded;
}

async function run(): Promise<void> {
  const { json, help: wanted } = readFlags();
  if (wanted) {
    process.stdout.write(help);
    return;
  }
  const accounts = await withRunningSystem(process, async ({ service }) => seed(await service()));
  const lines = accounts.map(
    ({ id, currency, opened }) => `${id} ${currency} ${opened ? 'opened' : 'was there already'}`,
  );
  process.stdout.write(`${json ? JSON.stringify({ accounts }) : lines.join('\n')}\n`);
}

function readFlags() {
  try {
    return parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } }).values;
  } catch (cause) {
    const [what] = (cause as Error).message.split('. ');
    throw new CliError('Usage', `${what}; npm run seed -- --help lists what there is`, { exitCode: 2, cause });
  }
}

try {
  await run();
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  const { code, message, exitCode } = error;
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  process.stderr.write(`zeroloss: ${message}\n`);
  process.exitCode = exitCode;
}
