import { z } from 'zod';
import { defineContract } from './contract.ts';
import { factHeader, movement, origin, sequence } from './fields.ts';

export const accountDebited = defineContract({
  name: 'AccountDebited',
  description: 'The money left the source account and is in transit.',
  schema: z.strictObject({
    ...factHeader,
    sequence: sequence(2),
    ...origin,
    ...movement,
  }),
  example: {
    eventId: '0f9f51f3-95c2-5a55-8a2e-6f0c83d4b1a2',
    transferId: '7d54ac49-2334-5da6-b12d-8e2d46d0f6b1',
    sequence: 2,
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

export type AccountDebited = z.output<typeof accountDebited.schema>;
