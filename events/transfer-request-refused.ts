import { z } from 'zod';
import { defineContract } from './contract.ts';
import { factHeader, idempotencyKey, reason, requester, sequence, uuid } from './fields.ts';

/** A refused request is not a transfer: `transferId` is only the one that its key would name, and the event never changes its status. */
export const transferRequestRefused = defineContract({
  name: 'TransferRequestRefused',
  description: 'The request broke its contract, or reused a key for something else. Nothing was booked.',
  schema: z.strictObject({
    ...factHeader,
    transferId: factHeader.transferId.optional().describe('The transfer that the key names, where it can be read.'),
    requestId: uuid.describe('The refused request; the same for every copy of it.'),
    sequence: sequence(0),
    requester: requester.optional(),
    idempotencyKey: idempotencyKey.optional(),
    reasons: z
      .array(z.strictObject({ path: z.string().max(1000), rule: reason, message: z.string().max(1000) }))
      .min(1)
      .max(100),
  }),
  example: {
    eventId: '5b0e1d7c-1f3a-5c6e-9b2d-7a8c9e0f1d22',
    requestId: '61c3f0a8-7b5d-5e4f-8a1c-0d9e8f7a6b33',
    transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
    sequence: 0,
    schemaVersion: 1,
    occurredAt: '2026-11-23T09:30:00.120Z',
    requester: 'payroll',
    idempotencyKey: 'salary-2026-11-0042',
    reasons: [{ path: 'amount', rule: 'TooManyDecimals', message: 'JPY has 0 decimals' }],
  },
});

export type TransferRequestRefused = z.output<typeof transferRequestRefused.schema>;
