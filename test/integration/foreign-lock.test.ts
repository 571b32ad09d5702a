/** Somebody else's transaction keeps a lock: what does not need it goes on, and what does comes again. */
import type { Context, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { withClient } from '../../services/database/databases.ts';
import { create as createDebit } from '../../services/debit/debit.lambda.ts';
import { expectSoundBooks } from '../support/invariants.ts';
import { environment, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await openLedger(1);
  await ledger.openAccounts(['locked', 'bob', 'carol'].map((id) => ({ id, balance: 100_000n })));
});
afterEach(() => ledger.drop());

/** Runs `work` while a stranger's transaction holds what `sql` locks. */
async function whileLocked<Result>(sql: string, work: () => Promise<Result>): Promise<Result> {
  return withClient(ledger.database.ownerUrls[0] ?? '', async (stranger) => {
    await stranger.query(`begin; ${sql}`);
    return work();
  });
}

/** @returns the accounts whose debits come again */
async function debit(orders: readonly TransferOrder[]): Promise<string[]> {
  const Records = orders.map((transfer) => {
    const body = JSON.stringify({ command: 'Debit', taskToken: transfer.transferId, transfer });
    return { messageId: transfer.transferId, body, attributes: { MessageGroupId: transfer.fromAccount } } as SQSRecord;
  });
  const { batchItemFailures } = await createDebit(ledger.runtime, environment)({ Records }, {} as Context);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return orders.filter(({ transferId }) => failed.has(transferId)).map(({ fromAccount }) => fromAccount);
}

const orders = ['locked', 'bob', 'locked', 'carol', 'locked'].map((fromAccount, index) =>
  orderFor(`order ${index}`, { fromAccount, toAccount: fromAccount === 'bob' ? 'carol' : 'bob' }),
);
const debited = async () =>
  (await ledger.rows(`select distinct from_account from step_record where step = 'debit' order by 1`)).map(
    (row) => row.from_account,
  );

test('an account: the others of its batch are debited, and its own when the lock is gone', async () => {
  await ledger.accept(orders);
  const lock = `select from account where id = 'locked' for update`;
  expect(await whileLocked(lock, () => debit(orders))).toEqual(['locked', 'locked', 'locked']);
  expect(await debited()).toEqual(['bob', 'carol']);

  const again = orders.filter(({ fromAccount }) => fromAccount === 'locked');
  expect(await debit(again)).toEqual([]);
  expect(await debited()).toEqual(['bob', 'carol', 'locked']);
  await expectSoundBooks(ledger);
});

test('twenty batches that wait for one account leave connections for the others', async () => {
  await ledger.accept(orders);
  const [first, second] = orders;
  if (!first || !second) throw new Error('no orders');
  await whileLocked(`select from account where id = 'locked' for update`, async () => {
    const waiting = Array.from({ length: 20 }, () => debit([first]));
    expect(await debit([second])).toEqual([]);
    expect((await Promise.all(waiting)).flat()).toEqual(Array(20).fill('locked'));
  });
  expect(await debit([first])).toEqual([]);
});

test('a table: everything comes again, and nothing is lost', async () => {
  await ledger.accept(orders);
  const all = orders.map(({ fromAccount }) => fromAccount);
  expect(await whileLocked('lock table entry', () => debit(orders))).toEqual(all);
  expect(await debit(orders)).toEqual([]);
  await expectSoundBooks(ledger);
});

test('a process that was stopped in a transaction gives its locks back', async () => {
  const { shards } = ledger.runtime;
  const setting = await shards.all[0]?.pool.query(
    `select current_setting('idle_in_transaction_session_timeout') as it`,
  );
  expect(setting?.rows).toEqual([{ it: '10s' }]);
});
