import { z } from 'zod';
import { defineContract } from './contract.ts';
import { exampleTerms, factHeader, movement, origin, sequence } from './fields.ts';

export const transferCompleted = defineContract({
  name: 'TransferCompleted',
  description: 'Outcome: the destination account has the money.',
  schema: z.strictObject({
    ...factHeader,
    sequence: sequence(3),
    ...origin,
    ...movement,
  }),
  example: {
    eventId: '4f33adb3-5a74-5571-a941-607879620079',
    transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
    sequence: 3,
    schemaVersion: 1,
    occurredAt: '2026-11-23T09:30:00.120Z',
    ...exampleTerms,
  },
});

export type TransferCompleted = z.output<typeof transferCompleted.schema>;
