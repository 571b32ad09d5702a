/** Accounts to play with. `npx prisma db seed` opens them too. */
import type { Shards } from '../../database/shards.ts';
import { openAccount } from '../../ledger/accounts.ts';
import type { Opening } from '../../ledger/opening.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';

/** Balances and limits in minor units. */
const samples: readonly Opening[] = [
  { id: 'anna', currency: 'EUR', balance: 100_000n, overdraftLimit: 0n, owner: 'Anna' },
  { id: 'ben', currency: 'EUR', balance: 50_000n, overdraftLimit: 0n, owner: 'Ben' },
  { id: 'carol', currency: 'EUR', balance: 0n, overdraftLimit: 20_000n, owner: 'Carol' },
  { id: 'shop-eur', currency: 'EUR', balance: 0n, overdraftLimit: 0n, owner: 'The Shop' },
  { id: 'shop-jpy', currency: 'JPY', balance: 1_000_000n, overdraftLimit: 0n, owner: 'The Shop' },
  { id: 'shop-bhd', currency: 'BHD', balance: 5_000_000n, overdraftLimit: 0n, owner: 'The Shop' },
];

interface SeededAccount {
  readonly id: string;
  readonly currency: string;
  /** False if the account existed, whatever its settings. */
  readonly opened: boolean;
}

export async function seed(io: Io): Promise<Output> {
  const accounts = await withRunningSystem(io, async ({ service }) => openSamples(await service()));
  return {
    json: { accounts },
    text: () =>
      accounts
        .map(({ id, currency, opened }) => `${id} ${currency} ${opened ? 'opened' : 'was there already'}`)
        .join('\n'),
  };
}

async function openSamples(shards: Shards): Promise<SeededAccount[]> {
  const seeded: SeededAccount[] = [];
  for (const sample of samples) {
    const result = await openAccount(shards, sample);
    seeded.push({ id: sample.id, currency: sample.currency, opened: result.ok && result.changed });
  }
  return seeded;
}
