import { z } from 'zod';
import { defineContract } from './contract.ts';
import { exampleTerms, factHeader, movement, origin, reason, sequence } from './fields.ts';

export const transferRolledBack = defineContract({
  name: 'TransferRolledBack',
  description: 'Outcome: the money was taken and given back; everything is as it was.',
  schema: z.strictObject({
    ...factHeader,
    sequence: sequence(3),
    ...origin,
    ...movement,
    reason,
  }),
  example: {
    eventId: '6cb7e20d-24af-5872-8230-0d19fae54fcf',
    transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
    sequence: 3,
    schemaVersion: 1,
    occurredAt: '2026-11-23T09:30:00.120Z',
    ...exampleTerms,
    reason: 'AccountFrozen',
  },
});

export type TransferRolledBack = z.output<typeof transferRolledBack.schema>;
