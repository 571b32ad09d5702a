/** Consumes the queue zeroloss-projections, which the bus's rule fills with every fact. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { consumeBatches, halvesOfBadData } from '../runtime/batch.ts';
import type { Create } from '../runtime/handler.ts';
import { onLambda } from '../runtime/lambda.ts';
import { type IncomingFact, readFact, shardKey } from './fact.ts';
import { project } from './project.ts';

export const create: Create<SQSEvent, SQSBatchResponse> = (runtime) => {
  const { shards } = runtime;
  const work = (facts: readonly IncomingFact[]) => project(shards, facts);
  const laneOf = ({ fact }: IncomingFact) => shards.of(shardKey(fact));
  return consumeBatches({ noun: 'fact', read: readFact, work, partsOf: halvesOfBadData, laneOf }, runtime);
};

export const handler = onLambda(create);
