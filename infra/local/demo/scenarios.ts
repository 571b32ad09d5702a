/** The demo's scenarios: requests as upstream systems publish them, and how each must end. */
import type { TransferRequested } from '../../../events/index.ts';

export const requester = 'demo';

export interface Scenario {
  readonly title: string;
  /** Details of the events to publish, in order. */
  readonly details: readonly Readonly<Record<string, unknown>>[];
  readonly expected: Expected;
  /** The function that is down until the transfer has its outcome. */
  readonly down?: string;
}

export interface Expected {
  readonly outcome: 'Completed' | 'Rejected' | 'RolledBack' | 'Refused';
  /** The rules that must be named; empty for a completed transfer. */
  readonly reasons: readonly string[];
}

export interface DemoAccount {
  readonly id: string;
  /** Decimal strings in EUR. */
  readonly balance: string;
  readonly after: string;
  readonly frozen: boolean;
}

export const accounts: readonly DemoAccount[] = [
  { id: 'alice', balance: '1000.00', after: '869.50', frozen: false },
  { id: 'bob', balance: '500.00', after: '630.50', frozen: false },
  { id: 'frida', balance: '0.00', after: '0.00', frozen: true },
];

const request = (fields: Pick<TransferRequested, 'idempotencyKey' | 'fromAccount' | 'toAccount' | 'amount'>) => ({
  schemaVersion: 1,
  requester,
  currency: 'EUR',
  ...fields,
});

const salary = request({ idempotencyKey: 'salary', fromAccount: 'alice', toAccount: 'bob', amount: '120.50' });
const lunch = request({ idempotencyKey: 'lunch', fromAccount: 'alice', toAccount: 'bob', amount: '10.00' });

export const scenarios: readonly Scenario[] = [
  { title: 'a transfer', details: [salary], expected: { outcome: 'Completed', reasons: [] } },
  {
    title: 'more than there is',
    details: [request({ idempotencyKey: 'yacht', fromAccount: 'bob', toAccount: 'alice', amount: '1000000.00' })],
    expected: { outcome: 'Rejected', reasons: ['InsufficientFunds'] },
  },
  {
    title: 'the destination is frozen',
    details: [request({ idempotencyKey: 'gift', fromAccount: 'alice', toAccount: 'frida', amount: '50.00' })],
    expected: { outcome: 'RolledBack', reasons: ['AccountFrozen'] },
  },
  {
    title: 'the same event five times',
    details: [lunch, lunch, lunch, lunch, lunch],
    expected: { outcome: 'Completed', reasons: [] },
  },
  {
    title: 'the same key, another amount',
    details: [{ ...lunch, amount: '11.00' }],
    expected: { outcome: 'Refused', reasons: ['IdempotencyKeyReuse'] },
  },
  {
    title: 'a malformed request',
    details: [{ ...salary, idempotencyKey: 'malformed', amount: 12.5, toAccount: 'alice', colour: 'blue' }],
    expected: { outcome: 'Refused', reasons: ['InvalidType', 'SameAccount', 'UnknownField'] },
  },
  {
    title: 'credit is down, and back too late',
    details: [request({ idempotencyKey: 'late', fromAccount: 'alice', toAccount: 'bob', amount: '75.00' })],
    expected: { outcome: 'RolledBack', reasons: ['TimedOut'] },
    down: 'zeroloss-credit',
  },
];
