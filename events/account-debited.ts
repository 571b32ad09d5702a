import { z } from 'zod';
import { defineContract } from './contract.ts';
import { exampleTerms, factHeader, movement, origin, sequence } from './fields.ts';

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
    eventId: '1582b5eb-8cae-5a15-8b2a-1841a9806604',
    transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
    sequence: 2,
    schemaVersion: 1,
    occurredAt: '2026-11-23T09:30:00.120Z',
    ...exampleTerms,
  },
});

export type AccountDebited = z.output<typeof accountDebited.schema>;
