/** Consumes the queue zeroloss-transfer-requests, which the bus's rule fills. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { consumeBatches } from '../runtime/batch.ts';
import { eachAlone } from '../runtime/batch-parts.ts';
import { intakeConfig, maxMessageFaults } from '../runtime/config.ts';
import { LedgerDeadLetters } from '../runtime/dead-letters/dead-letters.ts';
import type { Create } from '../runtime/handler.ts';
import { onLambda } from '../runtime/lambda.ts';
import { intake } from './intake.ts';
import { type IncomingRequest, readRequest } from './request.ts';

export const create: Create<SQSEvent, SQSBatchResponse> = (runtime, env) => {
  const configured = { ...runtime, config: intakeConfig(env) };
  const deadLetters = new LedgerDeadLetters(runtime, maxMessageFaults(env));
  const work = (requests: readonly IncomingRequest[]) => intake(configured, requests);
  return consumeBatches({ noun: 'request', read: readRequest, work, partsOf: eachAlone }, { ...runtime, deadLetters });
};

export const handler = onLambda(create);
