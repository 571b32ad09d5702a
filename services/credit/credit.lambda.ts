/** Consumes the queue zeroloss-credit.fifo. */
import { commands } from '../../events/index.ts';
import { stepConsumer } from '../ledger/step-consumer.ts';
import { onLambda } from '../runtime/lambda.ts';
import { credit } from './credit.ts';

export const create = stepConsumer(commands.creditCommand, credit);

export const handler = onLambda(create);
