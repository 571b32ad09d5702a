import { z } from 'zod';
import { defineContract } from './contract.ts';
import { exampleTerms, factHeader, movement, origin, sequence } from './fields.ts';

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
    eventId: '91fa7459-83d2-51c4-97f0-2c023ecb69d9',
    transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
    sequence: 1,
    schemaVersion: 1,
    occurredAt: '2026-11-23T09:30:00.120Z',
    ...exampleTerms,
  },
});

export type TransferAccepted = z.output<typeof transferAccepted.schema>;
