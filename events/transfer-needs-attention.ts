import { z } from 'zod';
import { defineContract } from './contract.ts';
import { factHeader, movement, origin, reason, sequence } from './fields.ts';

export const transferNeedsAttention = defineContract({
  name: 'TransferNeedsAttention',
  description: 'A person should look; the system goes on by itself. Not an outcome.',
  schema: z.strictObject({
    ...factHeader,
    sequence: sequence(0),
    ...origin,
    ...movement,
    reason,
  }),
  example: {
    eventId: 'd3b1a7c5-6e2f-5d8b-a1c4-9f7e5d3b1a76',
    transferId: '7d54ac49-2334-5da6-b12d-8e2d46d0f6b1',
    sequence: 0,
    schemaVersion: 1,
    occurredAt: '2026-11-23T09:30:00.120Z',
    requester: 'payroll',
    idempotencyKey: 'salary-2026-11-0042',
    fromAccount: 'alice',
    toAccount: 'bob',
    amount: '120.50',
    currency: 'EUR',
    reason: 'NoOutcome',
  },
});

export type TransferNeedsAttention = z.output<typeof transferNeedsAttention.schema>;
