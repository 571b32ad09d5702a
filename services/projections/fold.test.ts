import { describe, expect, test } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { transferFact } from '../domain/facts.ts';
import { factOf } from './fact.ts';
import { activityOf, factRow, statusesOf } from './fold.ts';

const order: TransferOrder = {
  transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
  requester: 'payroll',
  idempotencyKey: 'salary-2026-11-0042',
  fromAccount: 'alice',
  toAccount: 'bob',
  amount: '120.50',
  currency: 'EUR',
  traceparent: null,
};

const at = (second: number) => `2026-11-23T09:30:0${second}.000Z`;

const facts = Object.fromEntries(
  (
    [
      ['TransferAccepted', 1, undefined],
      ['AccountDebited', 2, undefined],
      ['TransferCompleted', 3, undefined],
      ['TransferRejected', 4, 'InsufficientFunds'],
      ['TransferRolledBack', 5, 'AccountFrozen'],
      ['TransferNeedsAttention', 6, 'NoOutcome'],
    ] as const
  ).map(([name, second, reason]) => [name, factOf(name, transferFact(name, order, at(second), reason).detail)]),
);
const { TransferAccepted: accepted, AccountDebited: debited, TransferCompleted: completed } = facts;
const { TransferRejected: rejected, TransferRolledBack: rolledBack, TransferNeedsAttention: attention } = facts;
const refusal = factOf('TransferRequestRefused', {
  eventId: '5b0e1d7c-1f3a-5c6e-9b2d-7a8c9e0f1d22',
  requestId: '61c3f0a8-7b5d-5e4f-8a1c-0d9e8f7a6b33',
  transferId: order.transferId,
  sequence: 0,
  schemaVersion: 1,
  occurredAt: at(9),
  reasons: [
    { path: 'amount', rule: 'TooManyDecimals', message: 'JPY has 0 decimals' },
    { path: 'toAccount', rule: 'SameAccount', message: 'is the same' },
  ],
});

const statusOf = (...some: (typeof accepted)[]) => statusesOf(some.flatMap((fact) => fact ?? []));

describe('the status of a transfer', () => {
  test('has a column for each of its facts, in whatever order they came', () => {
    const whole = statusOf(accepted, debited, completed, attention);
    expect(whole).toEqual([
      {
        transferId: order.transferId,
        requester: 'payroll',
        idempotencyKey: 'salary-2026-11-0042',
        fromAccount: 'alice',
        toAccount: 'bob',
        amount: '12050',
        currency: 'EUR',
        acceptedAt: at(1),
        debitedAt: at(2),
        outcome: 'Completed',
        outcomeReason: null,
        outcomeAt: at(3),
        needsAttentionAt: at(6),
      },
    ]);
    expect(statusOf(attention, completed, debited, accepted)).toEqual(whole);
  });

  test.each([
    [rejected, 'Rejected', 'InsufficientFunds'],
    [rolledBack, 'RolledBack', 'AccountFrozen'],
  ])('has the reason of its outcome', (fact, outcome, outcomeReason) => {
    expect(statusOf(fact)).toMatchObject([{ outcome, outcomeReason, acceptedAt: null, debitedAt: null }]);
  });

  test('shows the earlier of two outcomes (which the ledger rules out) in either order', () => {
    expect(statusOf(completed, rolledBack)).toEqual(statusOf(rolledBack, completed));
    expect(statusOf(completed, rolledBack)).toMatchObject([{ outcome: 'Completed', outcomeAt: at(3) }]);
  });

  test('does not change by a refused request under its key', () => {
    expect(statusOf(refusal)).toEqual([]);
    expect(statusOf(refusal, accepted)).toEqual(statusOf(accepted));
  });
});

describe('the activity of accounts', () => {
  const line = { transferId: order.transferId, currency: 'EUR' };
  test.each([
    ['AccountDebited', { accountId: 'alice', counterparty: 'bob', kind: 'debit', amount: '-12050', occurredAt: at(2) }],
    [
      'TransferCompleted',
      { accountId: 'bob', counterparty: 'alice', kind: 'credit', amount: '12050', occurredAt: at(3) },
    ],
    [
      'TransferRolledBack',
      { accountId: 'alice', counterparty: 'bob', kind: 'reversal', amount: '12050', occurredAt: at(5) },
    ],
  ])('%s is a line of one account', (name, expected) => {
    const fact = facts[name];
    if (!fact) throw new Error(`no fact ${name}`);
    expect(activityOf(fact)).toEqual({ ...line, ...expected, eventId: fact.detail.eventId });
  });

  test.each([accepted, rejected, attention, refusal])('nothing else is a line', (fact) => {
    if (fact) expect(activityOf(fact)).toBeUndefined();
    expect(fact).toBeDefined();
  });
});

test('a refusal is kept with its request and every rule it broke', () => {
  expect(factRow(refusal)).toEqual({
    eventId: '5b0e1d7c-1f3a-5c6e-9b2d-7a8c9e0f1d22',
    name: 'TransferRequestRefused',
    transferId: order.transferId,
    requestId: '61c3f0a8-7b5d-5e4f-8a1c-0d9e8f7a6b33',
    sequence: 0,
    occurredAt: at(9),
    reasons: ['TooManyDecimals', 'SameAccount'],
  });
});
