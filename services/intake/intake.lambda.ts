/** Consumes the queue zeroloss-transfer-requests, which the bus's rule fills. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Handler, onLambda } from '../runtime/lambda.ts';
import { faultFields, type Log } from '../runtime/log.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { intake } from './intake.ts';
import { type IncomingRequest, readRequest } from './request.ts';

export function create(runtime: Runtime): Handler<SQSEvent, SQSBatchResponse> {
  return async ({ Records }) => {
    const requests = Records.flatMap((record) => readOrReport(record, runtime.log) ?? []);
    const readable = new Set(requests.map(({ messageId }) => messageId));
    const failed = Records.map(({ messageId }) => messageId).filter((messageId) => !readable.has(messageId));
    try {
      await intake(runtime, requests);
    } catch (fault) {
      runtime.log.warn('a batch of requests failed and is done one by one', {
        requests: requests.length,
        ...faultFields(fault),
      });
      failed.push(...(await oneByOne(runtime, requests)));
    }
    if (failed.length > 0) runtime.metrics.count('MessageFailed', failed.length);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function readOrReport(record: SQSRecord, log: Log): IncomingRequest | undefined {
  try {
    return readRequest(record);
  } catch (fault) {
    log.error('a message is not a request and goes to the dead-letter queue', {
      messageId: record.messageId,
      ...faultFields(fault),
    });
    return undefined;
  }
}

/** @returns message ids of the requests that failed; the queue is a standard one, so none blocks another. */
async function oneByOne(runtime: Runtime, requests: readonly IncomingRequest[]): Promise<string[]> {
  const failed: string[] = [];
  for (const request of requests) {
    try {
      await intake(runtime, [request]);
    } catch (fault) {
      runtime.log.error('a request failed and is delivered again', {
        messageId: request.messageId,
        ...faultFields(fault),
      });
      failed.push(request.messageId);
    }
  }
  return failed;
}

export const handler = onLambda(create);
