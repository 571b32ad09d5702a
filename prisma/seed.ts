/** Opens a few accounts to play with in the system that runs. Again and again it changes nothing. */

import { dataDirectory } from '../services/cli/running-system.ts';
import { openAccount } from '../services/ledger/accounts.ts';
import type { Opening } from '../services/ledger/opening.ts';
import { readRuntimeFile } from '../services/shared/runtime-file.ts';
import { Shards } from '../services/shared/shards.ts';

const accounts: readonly Opening[] = [
  { id: 'alice', currency: 'EUR', balance: 100_000n, overdraftLimit: 0n, owner: 'Alice' },
  { id: 'bob', currency: 'EUR', balance: 50_000n, overdraftLimit: 0n, owner: 'Bob' },
  { id: 'carol', currency: 'EUR', balance: 0n, overdraftLimit: 20_000n, owner: 'Carol' },
  { id: 'shop-eur', currency: 'EUR', balance: 0n, overdraftLimit: 0n, owner: 'The Shop' },
  { id: 'shop-jpy', currency: 'JPY', balance: 1_000_000n, overdraftLimit: 0n, owner: 'The Shop' },
  { id: 'shop-bhd', currency: 'BHD', balance: 5_000_000n, overdraftLimit: 0n, owner: 'The Shop' },
];

try {
  const { databaseUrls } = await readRuntimeFile(dataDirectory(process.env));
  const shards = await Shards.open(databaseUrls, { connections: 2 });
  try {
    for (const account of accounts) {
      const result = await openAccount(shards, account);
      console.log(result.ok ? `${account.id} ${result.changed ? 'opened' : 'is open already'}` : result.message);
    }
  } finally {
    await shards.close();
  }
} catch (error) {
  console.error(`The seed needs a running system (npm start): ${(error as Error).message}.`);
  process.exitCode = 1;
}
