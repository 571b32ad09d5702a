import { z } from 'zod';
import { defineContract } from './contract.ts';
import { exampleOrder, taskToken, transferOrder } from './transfer-order.ts';

export const rollbackCommand = defineContract({
  name: 'Rollback',
  description: 'Make sure that the transfer can not complete any more, or find that it did; give back what was taken.',
  schema: z.strictObject({ command: z.literal('Rollback'), taskToken, transfer: transferOrder }),
  example: { command: 'Rollback', taskToken: 'AQCEAAAAKgAAAAMAAAAA', transfer: exampleOrder },
});

export type RollbackCommand = z.output<typeof rollbackCommand.schema>;
