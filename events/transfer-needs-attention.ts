import { z } from 'zod';
import { defineContract } from './contract.ts';
import { exampleTerms, factHeader, movement, origin, reason, sequence } from './fields.ts';

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
    eventId: '089fcaf7-9ba8-5166-861b-75eb0c0a4b5c',
    transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
    sequence: 0,
    schemaVersion: 1,
    occurredAt: '2026-11-23T09:30:00.120Z',
    ...exampleTerms,
    reason: 'NoOutcome',
  },
});

export type TransferNeedsAttention = z.output<typeof transferNeedsAttention.schema>;
