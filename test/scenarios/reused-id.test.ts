/** A transfer id with other terms than it was first used with: refused, with the first one's records, money and outcome untouched. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { credit } from '../../services/credit/credit.ts';
import { debit } from '../../services/debit/debit.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { books } from '../support/books.ts';
import { expectOneOutcomeEach, expectSoundBooks } from '../support/invariants.ts';
import { commandFor, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';

const work = { debit, credit, rollback };
type Kind = keyof typeof work;

describe.each([1, 2])('on %i shard(s)', (shards) => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await openLedger(shards);
    await ledger.openAccounts(['alice', 'bob'].map((id) => ({ id, balance: 10_000n })));
  });
  afterAll(() => ledger.drop());

  test.each<[before: Kind[], kind: Kind, terms: Partial<TransferOrder>, answer: string]>([
    [['debit'], 'debit', { amount: '2.00' }, 'DebitRefused IdempotencyKeyReuse'],
    [['debit'], 'debit', { currency: 'USD' }, 'DebitRefused IdempotencyKeyReuse'],
    [['debit', 'credit'], 'credit', { amount: '2.00' }, 'CreditRefused IdempotencyKeyReuse'],
    [['debit', 'credit'], 'rollback', { amount: '2.00' }, 'RollbackRefused IdempotencyKeyReuse'],
    [['debit', 'rollback'], 'rollback', { amount: '2.00' }, 'RollbackRefused IdempotencyKeyReuse'],
    [['debit', 'rollback'], 'credit', { amount: '2.00' }, 'CreditRefused IdempotencyKeyReuse'],
    [['rollback'], 'debit', { amount: '2.00' }, 'DebitRefused IdempotencyKeyReuse'],
  ])('after %j: %s with %j', async (before, kind, terms, answer) => {
    const name = [...before, kind, ...Object.keys(terms)].join('-');
    const order = orderFor(name);
    for (const earlier of before) await work[earlier](ledger.runtime, [commandFor(order, `${name} ${earlier}`)]);
    const untouched = await unanswered(ledger);
    await work[kind](ledger.runtime, [commandFor({ ...order, ...terms }, `${name} reused`)]);
    expect(ledger.cloud.answersByToken().get(`${name} reused`)).toEqual([answer]);
    expect(await unanswered(ledger)).toEqual(untouched);
    if (before.length > 1) await expectOneOutcomeEach(ledger, [order.transferId]);
    await expectSoundBooks(ledger);
  });

  test('both in one batch: the first one counts', async () => {
    const order = orderFor('batch');
    await debit(ledger.runtime, [commandFor(order, 'first'), commandFor({ ...order, amount: '2.00' }, 'second')]);
    const answers = ledger.cloud.answersByToken();
    expect([answers.get('first'), answers.get('second')]).toEqual([['applied'], ['DebitRefused IdempotencyKeyReuse']]);
  });
});

/** Everything except the answers: each command gets its own. */
async function unanswered(ledger: TestLedger) {
  const { outbox, ...others } = await books(ledger.runtime.shards);
  return { ...others, outbox: outbox.filter(({ kind }) => kind !== 'callback') };
}
