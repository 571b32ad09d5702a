import { z } from 'zod';
import { defineContract } from './contract.ts';
import { exampleOrder, taskToken, transferOrder } from './transfer-order.ts';

export const creditCommand = defineContract({
  name: 'Credit',
  description: 'Give the money to the destination account.',
  schema: z.strictObject({ command: z.literal('Credit'), taskToken, transfer: transferOrder }),
  example: { command: 'Credit', taskToken: 'AQCEAAAAKgAAAAMAAAAA', transfer: exampleOrder },
});

export type CreditCommand = z.output<typeof creditCommand.schema>;
