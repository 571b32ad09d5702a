import { z } from 'zod';
import { defineContract } from './contract.ts';
import { factHeader, movement, origin, reason, sequence } from './fields.ts';

export const transferRejected = defineContract({
  name: 'TransferRejected',
  description: 'Outcome: no money moved.',
  schema: z.strictObject({
    ...factHeader,
    sequence: sequence(3),
    ...origin,
    ...movement,
    reason,
  }),
  example: {
    eventId: '2f4f7a0e-8a3d-5e0a-8d77-7f1b6a0c9d54',
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
    reason: 'InsufficientFunds',
  },
});

export type TransferRejected = z.output<typeof transferRejected.schema>;
