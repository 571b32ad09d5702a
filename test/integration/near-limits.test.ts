/**
 * Balances near the largest amount. What was taken from an account may come back after others have filled it up, so a reversal must
 * fit whatever the balance is; only credits are refused.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { credit } from '../../services/credit/credit.ts';
import { Shards } from '../../services/database/shards.ts';
import { debit } from '../../services/debit/debit.ts';
import { fromMinorUnits, maxMinorUnits as largest } from '../../services/domain/money.ts';
import { findAccount } from '../../services/ledger/accounts.ts';
import { proof } from '../../services/proof/proof.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { expectOneOutcomeEach, expectSoundBooks, inTransit } from '../support/invariants.ts';
import { commandFor, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';
import { randomFrom, seed } from '../support/random.ts';

/** Its amounts have four decimals, and so come nearest to the largest balance: it holds nine of the largest. */
const currency = 'CLF';
const most = 10n ** 18n - 1n;

describe.each([1, 2])(`on %i shard(s), TEST_SEED=${seed}`, (shards) => {
  let ledger: TestLedger;
  beforeEach(async () => {
    ledger = await openLedger(shards);
  });
  afterEach(() => ledger.drop());

  const order = (key: string, fromAccount: string, toAccount: string, amount: bigint) =>
    orderFor(key, { fromAccount, toAccount, amount: fromMinorUnits(amount, currency), currency });
  const commands = (orders: readonly TransferOrder[], step: string) =>
    orders.map((each) => commandFor(each, `${each.transferId} ${step}`));
  const balanceOf = async (id: string) => (await findAccount(ledger.runtime.shards, id))?.balance;

  async function expectSound(orders: readonly TransferOrder[]): Promise<void> {
    expect(await inTransit(ledger)).toBe(0n);
    await expectSoundBooks(ledger);
    await expectOneOutcomeEach(
      ledger,
      orders.map(({ transferId }) => transferId),
    );
    const audit = await Shards.open(ledger.database.auditUrls, { connections: 6 });
    try {
      const { ok, checks } = await proof(audit, { now: new Date(), boundSeconds: 300 });
      expect([ok, checks.filter((check) => !check.ok)]).toEqual([true, []]);
    } finally {
      await audit.close();
    }
  }

  test('money comes back to an account that was filled up meanwhile, and holds up nobody else of its group', async () => {
    await ledger.openAccounts([
      { id: 'full', currency, balance: largest },
      { id: 'other', currency, balance: largest },
      { id: 'cold', currency, status: 'frozen' },
      { id: 'shop', currency, balance: 1n },
    ]);
    const back = order('back', 'full', 'cold', most);
    const fill = order('fill', 'other', 'full', most);
    const more = order('more', 'shop', 'full', 1n);
    const onward = order('onward', 'full', 'shop', most);
    await ledger.accept([back, fill, onward, more]);
    await debit(ledger.runtime, commands([back, fill], 'debit'));
    await credit(ledger.runtime, commands([back, fill], 'credit'));
    await rollback(ledger.runtime, commands([back], 'rollback'));
    expect(await balanceOf('full')).toBe(largest + most);
    await debit(ledger.runtime, commands([onward], 'debit'));
    await credit(ledger.runtime, commands([onward], 'credit'));
    expect(await balanceOf('full')).toBe(largest);
    await debit(ledger.runtime, commands([more], 'debit'));
    await credit(ledger.runtime, commands([more], 'credit'));
    await rollback(ledger.runtime, commands([more], 'rollback'));
    expect(ledger.cloud.answersByToken().get(`${more.transferId} credit`)).toEqual(['CreditRefused BalanceTooLarge']);
    await expectSound([back, fill, onward, more]);
  });

  test('any transfers of any amounts end, and the books are sound', async () => {
    const random = randomFrom(seed);
    const ids = ['a', 'b', 'c', 'd'];
    const balances = [0n, most, largest - most, largest - 1n, largest];
    await ledger.openAccounts(
      ids.map((id) => ({ id, currency, balance: random.pick(balances), overdraftLimit: random.pick(balances) })),
    );
    const amounts = [1n, most / 2n, most - 1n, most];
    const orders = Array.from({ length: 80 }, (_, index) => {
      const [from = '', to = ''] = random.shuffle(ids);
      return order(`any ${index}`, from, to, random.pick(amounts));
    });
    await ledger.accept(orders);
    const work = { debit, credit, rollback };
    // Of each transfer the debit comes first and a rollback last; those of the others come in between.
    const steps = random.shuffle(orders.flatMap((each) => [each, each]));
    const begun = new Set<TransferOrder>();
    for (const each of steps) {
      const step = begun.has(each) ? random.pick(['credit', 'rollback'] as const) : 'debit';
      begun.add(each);
      if (step === 'credit' && !(await isDebited(each))) continue;
      await work[step](ledger.runtime, commands([each], step));
    }
    for (const each of random.shuffle(orders)) await rollback(ledger.runtime, commands([each], 'last'));
    await expectSound(orders);
  });

  async function isDebited({ transferId }: TransferOrder): Promise<boolean> {
    const rows = await ledger.rows(
      `select 1 from step_record where transfer_id = $1 and step = 'debit' and verdict = 'applied'`,
      [transferId],
    );
    return rows.length === 1;
  }
});
