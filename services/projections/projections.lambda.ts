/** Consumes the queue zeroloss-projections, which the bus's rule fills with every fact. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { consumeBatches } from '../runtime/batch.ts';
import { halvesUnlessOurs } from '../runtime/batch-parts.ts';
import { maxMessageFaults } from '../runtime/config.ts';
import { LedgerDeadLetters } from '../runtime/dead-letters/dead-letters.ts';
import type { Create } from '../runtime/handler.ts';
import { onLambda } from '../runtime/lambda.ts';
import { type IncomingFact, readFact, shardKey } from './fact.ts';
import { project } from './project.ts';

export const create: Create<SQSEvent, SQSBatchResponse> = (runtime, env) => {
  const { shards } = runtime;
  const deadLetters = new LedgerDeadLetters(runtime, maxMessageFaults(env));
  const work = (facts: readonly IncomingFact[]) => project(shards, facts);
  const laneOf = ({ fact }: IncomingFact) => shards.of(shardKey(fact));
  return consumeBatches(
    { noun: 'fact', read: readFact, work, partsOf: halvesUnlessOurs, laneOf },
    { ...runtime, deadLetters },
  );
};

export const handler = onLambda(create);
