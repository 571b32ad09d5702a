import { expect, test } from 'vitest';
import type { AccountStatus } from '../domain/transfer.ts';
import { decideStatus, type StatusChange } from './account-status.ts';

const account = (status: AccountStatus, balance: bigint) => ({
  id: 'alice',
  currency: 'EUR',
  status,
  balance,
  overdraftLimit: 10n,
});

test.each<[AccountStatus, bigint, StatusChange, string]>([
  ['open', 5n, 'freeze', 'frozen'],
  ['open', 5n, 'unfreeze', 'open'],
  ['open', 0n, 'close', 'closed'],
  ['open', 5n, 'close', 'BalanceNotZero'],
  ['open', -5n, 'close', 'BalanceNotZero'],
  ['frozen', 5n, 'freeze', 'frozen'],
  ['frozen', 5n, 'unfreeze', 'open'],
  ['frozen', 0n, 'close', 'closed'],
  ['frozen', 5n, 'close', 'BalanceNotZero'],
  ['closed', 0n, 'freeze', 'AccountClosed'],
  ['closed', 0n, 'unfreeze', 'AccountClosed'],
  ['closed', 0n, 'close', 'closed'],
  // A reversal may have come in after it was closed.
  ['closed', 5n, 'close', 'closed'],
])('%s at %s: %s gives %s', (status, balance, change, expected) => {
  const decision = decideStatus(account(status, balance), change);
  expect(decision.ok ? decision.status : decision.refusal).toBe(expected);
});
