import { z } from 'zod';
import { defineContract } from './contract.ts';
import { factHeader, movement, origin, sequence } from './fields.ts';

export const transferCompleted = defineContract({
  name: 'TransferCompleted',
  description: 'Outcome: the destination account has the money.',
  schema: z.strictObject({
    ...factHeader,
    sequence: sequence(3),
    ...origin,
    ...movement,
  }),
  example: {
    eventId: 'c1f6d1b8-0d6c-5be4-9a53-51a1e0f0d7c3',
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
  },
});

export type TransferCompleted = z.output<typeof transferCompleted.schema>;
