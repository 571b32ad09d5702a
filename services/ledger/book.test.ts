import { expect, test } from 'vitest';
import { commands } from '../../events/index.ts';
import type { StepRecord } from '../domain/transfer.ts';
import { Book } from './book.ts';
import { inTransit } from './chain.ts';
import { toStepCommand } from './command.ts';
import type { LockedAccount } from './queries/lock-accounts.ts';

const { order, terms } = toStepCommand({ ...commands.debitCommand.example });
const alice: LockedAccount = {
  id: 'alice',
  currency: 'EUR',
  status: 'open',
  balance: 20_000n,
  overdraftLimit: 0n,
  entryCount: 4n,
  chainHash: Buffer.alloc(32, 7),
};
const at = '2026-11-23T09:30:00.120Z';
const debit: StepRecord = { ...terms, step: 'debit', verdict: 'applied', reason: null };
const reversal: StepRecord = { ...terms, step: 'reversal', verdict: 'applied', reason: 'TimedOut' };

test('an applied record posts to its account, and the next one builds on it', () => {
  const book = new Book([alice], [], at);
  book.write(debit, order);
  book.write(reversal, order);
  expect(book.postings.map(({ amount, balanceAfter, entryNumber }) => [amount, balanceAfter, entryNumber])).toEqual([
    [-12_050n, 7950n, 5n],
    [12_050n, 20_000n, 6n],
  ]);
  expect(book.postings.map(({ systemAccountId }) => systemAccountId)).toEqual([inTransit('EUR'), inTransit('EUR')]);
  expect(book.account('alice')).toMatchObject({
    balance: 20_000n,
    entryCount: 6n,
    chainHash: book.postings[1]?.chainHash,
  });
  expect(book.touchedAccounts).toEqual([book.account('alice')]);
  expect(book.record(terms.transferId, 'reversal')).toEqual(reversal);
});

test.each<[what: string, record: StepRecord]>([
  ['refused', { ...terms, step: 'debit', verdict: 'refused', reason: 'AccountNotFound' }],
  ['cancelled', { ...terms, step: 'credit', verdict: 'cancelled', reason: null }],
])('a %s record posts nothing and needs no account', (_, record) => {
  const book = new Book([], [], at);
  book.write(record, order);
  expect(book.postings).toEqual([]);
  expect(book.touchedAccounts).toEqual([]);
  expect(book.newRecords).toEqual([record]);
});

test.each<[record: string, messages: string[]]>([
  ['debit applied', ['event AccountDebited']],
  ['debit refused', ['event TransferRejected', 'outcome Rejected']],
  ['debit cancelled', ['event TransferRejected', 'outcome Rejected']],
  ['credit applied', ['event TransferCompleted', 'outcome Completed']],
  ['credit refused', []],
  ['credit cancelled', []],
  ['reversal applied', ['event TransferRolledBack', 'outcome RolledBack']],
])('%s writes the messages %j', (name, messages) => {
  const [step, verdict] = name.split(' ');
  const reason = verdict === 'refused' || step === 'reversal' ? 'AccountFrozen' : null;
  const book = new Book([alice, { ...alice, id: 'bob' }], [], at);
  book.write({ ...terms, step, verdict, reason } as StepRecord, order);
  const seen = book.messages.map(
    ({ kind, payload }) =>
      `${kind} ${'detailType' in payload ? payload.detailType : 'outcome' in payload ? payload.outcome : ''}`,
  );
  expect(seen).toEqual(messages);
});

test('posting without a locked account is a fault', () => {
  expect(() => new Book([], [], at).write(debit, order)).toThrow('without its account');
});
