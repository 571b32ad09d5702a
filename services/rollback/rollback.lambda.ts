/** Consumes the queue zeroloss-rollback.fifo. */
import { commands } from '../../events/index.ts';
import { stepConsumer } from '../ledger/step-consumer.ts';
import { onLambda } from '../runtime/lambda.ts';
import { rollback } from './rollback.ts';

export const create = stepConsumer(commands.rollbackCommand, rollback);

export const handler = onLambda(create);
