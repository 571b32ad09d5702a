/** Consumes the queue zeroloss-debit.fifo. */
import { commands } from '../../events/index.ts';
import { stepConsumer } from '../ledger/step-consumer.ts';
import { onLambda } from '../runtime/lambda.ts';
import { debit } from './debit.ts';

export const create = stepConsumer(commands.debitCommand, debit);

export const handler = onLambda(create);
