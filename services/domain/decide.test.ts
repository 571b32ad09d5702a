import { describe, expect, test } from 'vitest';
import { decideCredit, decideCreditCancellation, decideDebit, decideDebitUndoing } from './decide.ts';
import { maxMinorUnits } from './money.ts';
import type { Account, StepRecord, Terms } from './transfer.ts';

const terms: Terms = {
  transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
  fromAccount: 'alice',
  toAccount: 'bob',
  amount: 100n,
  currency: 'EUR',
};
const account = (fields: Partial<Account> = {}): Account => ({
  id: 'any',
  currency: 'EUR',
  status: 'open',
  balance: 100n,
  overdraftLimit: 0n,
  ...fields,
});

const debitApplied: StepRecord = { ...terms, step: 'debit', verdict: 'applied', reason: null };
const debitRefused: StepRecord = { ...terms, step: 'debit', verdict: 'refused', reason: 'InsufficientFunds' };
const debitCancelled: StepRecord = { ...terms, step: 'debit', verdict: 'cancelled', reason: null };
const creditApplied: StepRecord = { ...terms, step: 'credit', verdict: 'applied', reason: null };
const creditRefused: StepRecord = { ...terms, step: 'credit', verdict: 'refused', reason: 'AccountFrozen' };
const creditCancelled: StepRecord = { ...terms, step: 'credit', verdict: 'cancelled', reason: null };
const reversal: StepRecord = { ...terms, step: 'reversal', verdict: 'applied', reason: 'TimedOut' };

const isNew = (record: StepRecord) => ({ kind: 'new', record });
const known = (record: StepRecord) => ({ kind: 'known', record });
const reused = { kind: 'reused', reason: 'IdempotencyKeyReuse' };

describe('the first debit', () => {
  test.each<[what: string, account: Account | undefined, reason: string | undefined]>([
    ['the balance to the last unit', account({ balance: 100n }), undefined],
    ['one unit short', account({ balance: 99n }), 'InsufficientFunds'],
    ['the overdraft to the last unit', account({ balance: 40n, overdraftLimit: 60n }), undefined],
    ['one unit over the overdraft', account({ balance: 39n, overdraftLimit: 60n }), 'InsufficientFunds'],
    ['already overdrawn', account({ balance: -10n, overdraftLimit: 60n }), 'InsufficientFunds'],
    [
      'the lowest possible balance',
      account({ balance: -1n - maxMinorUnits + 100n, overdraftLimit: maxMinorUnits }),
      'InsufficientFunds',
    ],
    ['no such account', undefined, 'AccountNotFound'],
    ['frozen', account({ status: 'frozen' }), 'AccountFrozen'],
    ['closed', account({ status: 'closed' }), 'AccountClosed'],
    ['another currency', account({ currency: 'USD' }), 'CurrencyMismatch'],
    [
      'frozen, empty and of another currency',
      account({ status: 'frozen', balance: 0n, currency: 'USD' }),
      'AccountFrozen',
    ],
  ])('%s', (_, source, reason) => {
    const verdict = reason ? { verdict: 'refused', reason } : { verdict: 'applied', reason: null };
    expect(decideDebit(terms, source, undefined)).toEqual({
      kind: 'new',
      record: { ...terms, step: 'debit', ...verdict },
    });
  });
});

describe('the first credit', () => {
  test.each<[what: string, account: Account | undefined, reason: string | undefined]>([
    ['an open account', account({ balance: 0n }), undefined],
    ['an overdrawn account', account({ balance: -100n, overdraftLimit: 100n }), undefined],
    ['up to the max. balance', account({ balance: maxMinorUnits - 100n }), undefined],
    ['one unit over the max. balance', account({ balance: maxMinorUnits - 99n }), 'BalanceTooLarge'],
    ['no such account', undefined, 'AccountNotFound'],
    ['frozen', account({ status: 'frozen' }), 'AccountFrozen'],
    ['closed', account({ status: 'closed' }), 'AccountClosed'],
    ['another currency', account({ currency: 'USD' }), 'CurrencyMismatch'],
  ])('%s', (_, destination, reason) => {
    const verdict = reason ? { verdict: 'refused', reason } : { verdict: 'applied', reason: null };
    expect(decideCredit(terms, destination, undefined)).toEqual({
      kind: 'new',
      record: { ...terms, step: 'credit', ...verdict },
    });
  });
});

describe('an existing record is the answer, whatever the account is now', () => {
  test.each([debitApplied, debitRefused, debitCancelled])('debit $verdict', (record) => {
    for (const source of [account(), account({ balance: 0n }), account({ status: 'closed' }), undefined])
      expect(decideDebit(terms, source, record)).toEqual(known(record));
  });
  test.each([creditApplied, creditRefused, creditCancelled])('credit $verdict', (record) => {
    for (const destination of [account(), account({ status: 'frozen' }), undefined])
      expect(decideCredit(terms, destination, record)).toEqual(known(record));
    expect(decideCreditCancellation(terms, record)).toEqual(known(record));
  });
});

test('rollback, first half: the credit is cancelled unless it is decided', () => {
  expect(decideCreditCancellation(terms, undefined)).toEqual(isNew(creditCancelled));
});

describe('rollback, second half', () => {
  test.each<[debit: string, record: StepRecord | undefined, reversal: StepRecord | undefined, decision: unknown]>([
    ['none', undefined, undefined, isNew(debitCancelled)],
    ['refused', debitRefused, undefined, known(debitRefused)],
    ['cancelled', debitCancelled, undefined, known(debitCancelled)],
    ['applied', debitApplied, undefined, isNew({ ...reversal, reason: 'AccountFrozen' } as StepRecord)],
    ['applied and reversed', debitApplied, reversal, known(reversal)],
  ])('debit %s', (_, debit, found, decision) => {
    expect(decideDebitUndoing(terms, debit, found, 'AccountFrozen')).toEqual(decision);
  });
});

describe('a known id with other terms is refused and nothing is written', () => {
  test.each<[what: string, change: Partial<Terms>]>([
    ['amount', { amount: 101n }],
    ['currency', { currency: 'USD' }],
    ['source', { fromAccount: 'mallory' }],
    ['destination', { toAccount: 'mallory' }],
  ])('%s', (_, change) => {
    const other = { ...terms, ...change };
    for (const record of [debitApplied, debitRefused, debitCancelled]) {
      expect(decideDebit(other, account(), record)).toEqual(reused);
      expect(decideDebitUndoing(other, record, undefined, 'TimedOut')).toEqual(reused);
    }
    for (const record of [creditApplied, creditRefused, creditCancelled]) {
      expect(decideCredit(other, account(), record)).toEqual(reused);
      expect(decideCreditCancellation(other, record)).toEqual(reused);
    }
    expect(decideDebitUndoing(other, debitApplied, reversal, 'TimedOut')).toEqual(reused);
  });
});

test('a record holds only the terms, whatever else the caller hands in', () => {
  const more = { ...terms, taskToken: 'token' };
  for (const decision of [
    decideDebit(more, account(), undefined),
    decideCredit(more, undefined, undefined),
    decideCreditCancellation(more, undefined),
    decideDebitUndoing(more, debitApplied, undefined, 'TimedOut'),
  ])
    expect(decision).not.toHaveProperty('record.taskToken');
});
