import { z } from 'zod';
import { defineContract } from './contract.ts';
import { exampleTerms, factHeader, movement, origin, reason, sequence } from './fields.ts';

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
    eventId: '5e25595c-326c-5fdf-961f-2ff5365ce026',
    transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
    sequence: 3,
    schemaVersion: 1,
    occurredAt: '2026-11-23T09:30:00.120Z',
    ...exampleTerms,
    reason: 'InsufficientFunds',
  },
});

export type TransferRejected = z.output<typeof transferRejected.schema>;
