import { z } from 'zod';
import { defineContract } from './contract.ts';
import { factHeader, movement, origin, sequence } from './fields.ts';

export const transferAccepted = defineContract({
  name: 'TransferAccepted',
  description: 'The request was taken: the transfer will end in exactly one outcome.',
  schema: z.strictObject({
    ...factHeader,
    sequence: sequence(1),
    ...origin,
    ...movement,
  }),
  example: {
    eventId: 'b4f7d3c2-5d0a-5a43-9c51-0c8f0a4e7d11',
    transferId: '7d54ac49-2334-5da6-b12d-8e2d46d0f6b1',
    sequence: 1,
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

export type TransferAccepted = z.output<typeof transferAccepted.schema>;
