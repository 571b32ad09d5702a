import { expect, test } from 'vitest';
import { commands } from '../../events/index.ts';
import type { StepRecord } from '../domain/transfer.ts';
import { notApplied, toStepCommand } from './command.ts';

const { taskToken, transfer } = commands.debitCommand.example;

test('a command has the terms in minor units and the order as it came', () => {
  expect(toStepCommand({ taskToken, transfer })).toEqual({
    taskToken,
    order: transfer,
    terms: { transferId: transfer.transferId, fromAccount: 'alice', toAccount: 'bob', amount: 12050n, currency: 'EUR' },
  });
});

test.each([
  ['1.001', 'EUR'],
  ['1', 'ZZZ'],
  ['0', 'EUR'],
])('%s %s passed intake by mistake: a fault, never a refusal', (amount, currency) => {
  expect(() => toStepCommand({ taskToken, transfer: { ...transfer, amount, currency } })).toThrow(RangeError);
});

test.each<[step: 'Debit' | 'Credit', verdict: string, reason: string | null, error: string, cause: string]>([
  ['Debit', 'refused', 'InsufficientFunds', 'DebitRefused', 'InsufficientFunds'],
  ['Debit', 'cancelled', null, 'DebitCancelled', 'TimedOut'],
  ['Credit', 'refused', 'AccountFrozen', 'CreditRefused', 'AccountFrozen'],
  ['Credit', 'cancelled', null, 'CreditCancelled', 'TimedOut'],
])('%s %s %s is answered with %s: %s', (step, verdict, reason, error, cause) => {
  const { terms } = toStepCommand({ taskToken, transfer });
  const record = { ...terms, step: step.toLowerCase(), verdict, reason } as StepRecord;
  expect(notApplied(step, record)).toEqual({ success: false, error, cause });
});
