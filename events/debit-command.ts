import { z } from 'zod';
import { defineContract } from './contract.ts';
import { exampleOrder, taskToken, transferOrder } from './transfer-order.ts';

export const debitCommand = defineContract({
  name: 'Debit',
  description: 'Take the money from the source account.',
  schema: z.strictObject({ command: z.literal('Debit'), taskToken, transfer: transferOrder }),
  example: { command: 'Debit', taskToken: 'AQCEAAAAKgAAAAMAAAAA', transfer: exampleOrder },
});

export type DebitCommand = z.output<typeof debitCommand.schema>;
