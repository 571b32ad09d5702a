/** Opening and closing accounts at once, from several sides. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeStatus, findAccount, openAccount } from '../../services/ledger/accounts.ts';
import { proof } from '../../services/proof/proof.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { SampleLedger } from '../support/sample-ledger.ts';

let database: TestDatabase;
let ledger: SampleLedger;
beforeAll(async () => {
  database = await createTestDatabase(2);
  ledger = await SampleLedger.open(database.serviceUrls);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const opening = { id: 'alice', currency: 'EUR', balance: 500n, overdraftLimit: 100n, owner: 'Alice' };

test('of many openings at once one makes the account, and its opening balance is posted once', async () => {
  const results = await Promise.all(Array.from({ length: 8 }, () => openAccount(ledger.shards, opening)));
  expect(results.filter((result) => result.ok && result.changed)).toHaveLength(1);
  expect(results.every(({ ok }) => ok)).toBe(true);
  expect(await findAccount(ledger.shards, 'alice')).toMatchObject({
    balance: 500n,
    openingBalance: 500n,
    entryCount: 1n,
  });
});

test.each([
  ['currency', { currency: 'USD' }],
  ['opening balance', { balance: 0n }],
  ['overdraft limit', { overdraftLimit: 0n }],
  ['owner', { owner: null }],
  ['currency and owner', { currency: 'USD', owner: 'Bob' }],
])('another %s under the same id is refused', async (differences, changed) => {
  expect(await openAccount(ledger.shards, { ...opening, ...changed })).toEqual({
    ok: false,
    refusal: 'AccountExists',
    message: `account alice exists with another ${differences}`,
  });
});

test('an account that is closed while money comes in is closed empty, or not at all', async () => {
  await ledger.account('source', 1000n);
  for (let round = 0; round < 10; round += 1) {
    const id = `target-${round}`;
    await ledger.account(id, 0n);
    const transferId = await ledger.request(`round-${round}`, 'source', id, '0.01');
    const [closed] = await Promise.all([changeStatus(ledger.shards, id, 'close'), ledger.play(transferId)]);
    const account = await findAccount(ledger.shards, id);
    expect([account?.status, account?.balance]).toEqual(closed.ok ? ['closed', 0n] : ['open', 1n]);
  }
  const { checks } = await proof(ledger.shards, { now: new Date(), boundSeconds: 60 });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});
