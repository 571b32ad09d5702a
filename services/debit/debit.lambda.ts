/** Consumes the queue zeroloss-debit.fifo. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { commands } from '../../events/index.ts';
import { toStepCommand } from '../ledger/command.ts';
import { consumeFifo } from '../runtime/consume-fifo.ts';
import { type Handler, onLambda } from '../runtime/lambda.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { debit } from './debit.ts';

export function create(runtime: Runtime): Handler<SQSEvent, SQSBatchResponse> {
  return consumeFifo(commands.debitCommand, (batch) => debit(runtime, batch.map(toStepCommand)), runtime);
}

export const handler = onLambda(create);
