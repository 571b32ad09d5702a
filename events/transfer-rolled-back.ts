import { z } from 'zod';
import { defineContract } from './contract.ts';
import { factHeader, movement, origin, reason, sequence } from './fields.ts';

export const transferRolledBack = defineContract({
  name: 'TransferRolledBack',
  description: 'Outcome: the money was taken and given back; everything is as it was.',
  schema: z.strictObject({
    ...factHeader,
    sequence: sequence(3),
    ...origin,
    ...movement,
    reason,
  }),
  example: {
    eventId: '8a6f2c9b-4c1e-5f7d-b0d2-3e5f7a9c1b65',
    transferId: '7d54ac49-2334-5da6-b12d-8e2d46d0f6b1',
    sequence: 3,
    schemaVersion: 1,
    occurredAt: '2026-11-23T09:30:00.120Z',
    requester: 'payroll',
    idempotencyKey: 'salary-2026-11-0042',
    fromAccount: 'alice',
    toAccount: 'bob',
    amount: '120.50',
    currency: 'EUR',
    reason: 'AccountFrozen',
  },
});

export type TransferRolledBack = z.output<typeof transferRolledBack.schema>;
