/** SendMessage, SendMessageBatch, and what other services of this cloud send. */
import type { CallContext, Json } from '../core/service.ts';
import { batch, checkEntries } from './batch.ts';
import { fingerprint, md5, md5OfAttributes, sha256 } from './digests.ts';
import { invalidParameterValue, invalidValue, missingParameter, queueDoesNotExist, sqsError } from './errors.ts';
import { optionalInteger, optionalString, requiredString } from './input.ts';
import type { MessageAttributes, MessageContent } from './message.ts';
import { checkBody, parseMessageAttributes, parseTraceHeader, sizeOfAttributes } from './message-attributes.ts';
import { sequenceNumber } from './orders.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const batchBytes = 1_048_576;
const delayLimitSeconds = 900;
const identifier = /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/;

/** A message to send. */
export interface Draft {
  readonly body: string;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly delaySeconds?: number | undefined;
  readonly attributes?: MessageAttributes | undefined;
  readonly traceHeader?: string | undefined;
}

export interface Sent {
  readonly messageId: string;
  /** FIFO queues only. */
  readonly sequenceNumber?: string | undefined;
}

export const sendMessage =
  (queues: Queues) =>
  (input: Json, { traceHeader }: CallContext): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    const draft = parseDraft(input);
    checkSize(queue, draft, 'are invalid');
    return present(draft, send(queues, queue, { ...draft, traceHeader: draft.traceHeader ?? traceHeader }));
  };

export const sendMessageBatch =
  (queues: Queues) =>
  (input: Json): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    const entries = checkEntries(input, 'SendMessageBatchRequestEntry');
    let bytes = 0;
    for (const entry of entries)
      bytes += Buffer.byteLength(String(entry.MessageBody ?? '')) + sentAttributeBytes(entry);
    if (bytes > batchBytes) {
      const message = `Batch requests cannot be longer than ${batchBytes} bytes. You have sent ${bytes} bytes.`;
      throw sqsError('BatchRequestTooLong', message);
    }
    if (queue.fifo) for (const entry of entries) checkOrdering(queue, entry);
    return batch(entries, (entry) => {
      const draft = parseDraft(entry);
      checkSize(queue, draft, 'cannot be validated');
      return present(draft, send(queues, queue, draft));
    });
  };

/** What other services call: as SendMessage, by the queue's ARN. @throws AwsError as SendMessage would */
export const sendTo =
  (queues: Queues) =>
  (queueArn: string, message: Draft): Sent => {
    const queue = queues.byArn(queueArn);
    if (!queue) throw queueDoesNotExist();
    if (!message.body) throw missingParameter('MessageBody');
    checkBody(message.body);
    checkSize(queue, message, 'are invalid');
    return send(queues, queue, message);
  };

/** Unlike other faults of an entry, these are the whole batch's. @throws InvalidParameterValue */
function checkOrdering(queue: Queue, entry: Json): void {
  if (entry.MessageGroupId === undefined) {
    throw invalidParameterValue('The request must contain the parameter MessageGroupId.');
  }
  if (entry.MessageDeduplicationId === undefined && !queue.settings.contentBasedDeduplication)
    throw noDeduplicationId();
}

const noDeduplicationId = () =>
  invalidParameterValue(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );

function sentAttributeBytes(entry: Json): number {
  try {
    return sizeOfAttributes(parseMessageAttributes(entry));
  } catch {
    return 0; // the entry is answered with its own error
  }
}

function parseDraft(input: Json): Draft {
  const body = requiredString(input, 'MessageBody');
  checkBody(body);
  return {
    body,
    groupId: optionalString(input, 'MessageGroupId'),
    deduplicationId: optionalString(input, 'MessageDeduplicationId'),
    delaySeconds: optionalInteger(input, 'DelaySeconds'),
    attributes: parseMessageAttributes(input),
    traceHeader: parseTraceHeader(input),
  };
}

function present(draft: Draft, sent: Sent): Json {
  return {
    MD5OfMessageBody: md5(draft.body),
    ...(draft.attributes ? { MD5OfMessageAttributes: md5OfAttributes(draft.attributes) } : {}),
    ...(draft.traceHeader ? { MD5OfMessageSystemAttributes: md5OfTraceHeader(draft.traceHeader) } : {}),
    MessageId: sent.messageId,
    ...(sent.sequenceNumber ? { SequenceNumber: sent.sequenceNumber } : {}),
  };
}

const md5OfTraceHeader = (value: string) =>
  md5OfAttributes({ AWSTraceHeader: { DataType: 'String', StringValue: value } });

/** @param fault AWS words it in another way in a batch. @throws InvalidParameterValue */
function checkSize(queue: Queue, { body, attributes }: Draft, fault: 'are invalid' | 'cannot be validated'): void {
  const limit = queue.settings.maximumMessageBytes;
  if (Buffer.byteLength(body) + sizeOfAttributes(attributes) <= limit) return;
  throw invalidParameterValue(`One or more parameters ${fault}. Reason: Message must be shorter than ${limit} bytes.`);
}

function send(queues: Queues, queue: Queue, draft: Draft): Sent {
  checkIdentifier('MessageGroupId', draft.groupId);
  return queue.fifo ? sendFifo(queues, queue, draft) : sendStandard(queues, queue, draft);
}

function sendStandard(queues: Queues, queue: Queue, draft: Draft): Sent {
  const { deduplicationId, delaySeconds } = draft;
  if (deduplicationId !== undefined) {
    throw invalidValue(
      deduplicationId,
      'MessageDeduplicationId',
      'The request includes a parameter that is not valid for this queue type.',
    );
  }
  if (delaySeconds !== undefined && (delaySeconds < 0 || delaySeconds > delayLimitSeconds)) {
    throw invalidValue(delaySeconds, 'DelaySeconds', `DelaySeconds must be >= 0 and <= ${delayLimitSeconds}.`);
  }
  const delayMs = delaySeconds === undefined ? queue.settings.delayMs : delaySeconds * 1000;
  const content = contentOf(queues, draft);
  queue.append(delayMs > 0 ? { ...content, availableMs: content.sentMs + delayMs } : content);
  return { messageId: content.id };
}

function sendFifo(queues: Queues, queue: Queue, draft: Draft): Sent {
  if (draft.groupId === undefined) throw missingParameter('MessageGroupId');
  // The delay of a FIFO queue is the queue's alone.
  if (draft.delaySeconds) {
    throw invalidValue(
      draft.delaySeconds,
      'DelaySeconds',
      'The request include parameter that is not valid for this queue type.',
    );
  }
  const deduplicationId = deduplicationIdOf(queue, draft);
  const now = queues.context.clock.now();
  const key = fingerprint(queue.deduplicatesPerGroup(now) ? `${draft.groupId}\n${deduplicationId}` : deduplicationId);
  const original = queue.deduplication.get(key, now);
  if (original) return { messageId: original.value, sequenceNumber: sequenceNumber(original.order) };
  const order = queues.orders.take();
  const sent = { messageId: queues.context.ids.uuid(), sequenceNumber: sequenceNumber(order) };
  queue.deduplication.set(key, sent.messageId, order, now);
  queue.append(
    { ...contentOf(queues, draft, sent.messageId), deduplicationId, sequenceNumber: sent.sequenceNumber },
    undefined,
    order,
  );
  return sent;
}

function deduplicationIdOf(queue: Queue, { deduplicationId, body }: Draft): string {
  checkIdentifier('MessageDeduplicationId', deduplicationId);
  if (deduplicationId !== undefined) return deduplicationId;
  if (queue.settings.contentBasedDeduplication) return sha256(body);
  throw noDeduplicationId();
}

function contentOf(queues: Queues, draft: Draft, id = queues.context.ids.uuid()): MessageContent {
  const { body, groupId, attributes, traceHeader } = draft;
  return { id, body, sentMs: queues.context.clock.now(), groupId, attributes, traceHeader };
}

function checkIdentifier(parameter: string, value: string | undefined): void {
  if (value === undefined || identifier.test(value)) return;
  throw invalidValue(
    value,
    parameter,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}
