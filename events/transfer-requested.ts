import { z } from 'zod';
import { defineContract } from './contract.ts';
import {
  accountId,
  idempotencyKey,
  metadata,
  movement,
  naming,
  reference,
  requester,
  schemaVersion,
  traceparent,
} from './fields.ts';

/** What upstream systems publish: detail type `TransferRequested`, any source, on the bus `zeroloss`. */
export const transferRequested = defineContract({
  name: 'TransferRequested',
  description: 'Asks for a transfer. Publishing it again, at any age, changes nothing.',
  schema: z.strictObject({
    schemaVersion,
    requester: naming(requester),
    idempotencyKey: naming(idempotencyKey),
    ...movement,
    fromAccount: naming(accountId),
    toAccount: naming(accountId),
    reference: reference.optional(),
    metadata: metadata.optional(),
    traceparent: traceparent.optional(),
  }),
  example: {
    schemaVersion: 1,
    requester: 'payroll',
    idempotencyKey: 'salary-2026-11-0042',
    fromAccount: 'alice',
    toAccount: 'bob',
    amount: '120.50',
    currency: 'EUR',
    reference: 'Salary November',
    metadata: { department: 'R&D' },
  },
});

export type TransferRequested = z.output<typeof transferRequested.schema>;
