/** The input of an execution and the content of a command: only ids and money (Step Functions' limit is 256 KiB). */
import { z } from 'zod';
import { exampleTerms, movement, origin, traceparent, uuid } from './fields.ts';

export const transferOrder = z.strictObject({
  transferId: uuid,
  ...origin,
  ...movement,
  // Null, not absent: the workflow reads it by a path, which must find something.
  traceparent: traceparent.nullable(),
});

export type TransferOrder = z.output<typeof transferOrder>;

export const exampleOrder: TransferOrder = {
  transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
  ...exampleTerms,
  traceparent: null,
};

/** Callback token of the workflow state that waits for the answer. */
export const taskToken = z.string().min(1).max(2048);
