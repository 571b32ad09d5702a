/** SendMessage, SendMessageBatch, and what other services of this cloud send. */
import { wallLead } from '../core/clock.ts';
import { type InputOf, integer, required, Shape, text } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import type { Json } from '../core/service.ts';
import { batch, checkEntries, entriesOf } from './batch.ts';
import { fingerprint, md5, md5OfAttributes, sha256 } from './digests.ts';
import { invalidParameterValue, invalidValue, missingParameter, queueDoesNotExist, sqsError } from './errors.ts';
import type { MessageAttributes, MessageContent } from './message.ts';
import {
  attributeMap,
  attributesOf,
  checkBody,
  parseMessageAttributes,
  parseTraceHeader,
  sizeOfAttributes,
} from './message-attributes.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { sequenceNumber } from './sequence-numbers.ts';
import type { SqsState } from './state.ts';

const maxBatchBytes = 1_048_576;
const maxDelaySeconds = 900;
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

const message = {
  MessageBody: required(text()),
  DelaySeconds: integer(),
  MessageAttributes: attributeMap,
  MessageSystemAttributes: attributeMap,
  MessageDeduplicationId: text(),
  MessageGroupId: text(),
};
const entryShape = new Shape({ Id: required(text()), ...message });

export const sendMessage = operation(
  { QueueUrl: required(text()), ...message },
  (input, { queues }: SqsState, { traceHeader }) => {
    const queue = queues.byUrl(input.QueueUrl);
    const draft = parseDraft(input, traceHeader);
    checkSize(queue, draft, 'are invalid');
    return present(input, draft, send(queues, queue, draft));
  },
);

export const sendMessageBatch = operation(
  { QueueUrl: required(text()), Entries: entriesOf(entryShape) },
  ({ QueueUrl, Entries }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    checkBatch(queue, checkEntries(Entries, entryType));
    return batch(entryType, entryShape, Entries, (entry) => {
      const draft = parseDraft(entry);
      checkSize(queue, draft, 'cannot be validated');
      return present(entry, draft, send(queues, queue, draft));
    });
  },
);

const entryType = 'SendMessageBatchRequestEntry';

/** What is wrong with the batch as a whole. @throws BatchRequestTooLong, InvalidParameterValue */
function checkBatch(queue: Queue, entries: readonly Json[]): void {
  let bytes = 0;
  for (const entry of entries) bytes += Buffer.byteLength(String(entry.MessageBody ?? '')) + sentAttributeBytes(entry);
  if (bytes > maxBatchBytes) {
    const text = `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${bytes} bytes.`;
    throw sqsError('BatchRequestTooLong', text);
  }
  if (queue.fifo) for (const entry of entries) checkOrdering(queue, entry);
}

/** SendMessage for other services of this cloud, by the queue's ARN. @throws AwsError as SendMessage would */
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

/** Unlike other errors of an entry, these fail the whole batch. @throws InvalidParameterValue */
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
    return sizeOfAttributes(attributesOf(entry));
  } catch {
    return 0; // the entry is answered with its own error
  }
}

type GivenMessage = InputOf<typeof message>;

/** @param traceHeader of the call, which one of the message's own overrides */
function parseDraft(given: GivenMessage, traceHeader?: string): Draft {
  checkBody(given.MessageBody);
  return {
    body: given.MessageBody,
    groupId: given.MessageGroupId,
    deduplicationId: given.MessageDeduplicationId,
    delaySeconds: given.DelaySeconds,
    attributes: parseMessageAttributes(given.MessageAttributes),
    traceHeader: parseTraceHeader(given.MessageSystemAttributes) ?? traceHeader,
  };
}

/** The answer has a digest of each thing that the request had. */
function present(given: GivenMessage, draft: Draft, sent: Sent): object {
  const { AWSTraceHeader } = given.MessageSystemAttributes ?? {};
  return {
    MD5OfMessageBody: md5(draft.body),
    ...(draft.attributes ? { MD5OfMessageAttributes: md5OfAttributes(draft.attributes) } : {}),
    ...(AWSTraceHeader ? { MD5OfMessageSystemAttributes: md5OfTraceHeader(draft.traceHeader) } : {}),
    MessageId: sent.messageId,
    ...(sent.sequenceNumber ? { SequenceNumber: sent.sequenceNumber } : {}),
  };
}

const md5OfTraceHeader = (value = '') =>
  md5OfAttributes({ AWSTraceHeader: { DataType: 'String', StringValue: value } });

/** @param fault AWS's wording, which differs in a batch. @throws InvalidParameterValue */
function checkSize(queue: Queue, { body, attributes }: Draft, fault: 'are invalid' | 'cannot be validated'): void {
  const limit = queue.settings.maxMessageBytes;
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
  if (delaySeconds !== undefined && (delaySeconds < 0 || delaySeconds > maxDelaySeconds)) {
    throw invalidValue(delaySeconds, 'DelaySeconds', `DelaySeconds must be >= 0 and <= ${maxDelaySeconds}.`);
  }
  const delayMs = delaySeconds === undefined ? queue.settings.delayMs : delaySeconds * 1000;
  const content = contentOf(queues, draft);
  queue.append(delayMs > 0 ? { ...content, availableMs: content.sentMs + delayMs } : content);
  return { messageId: content.id };
}

function sendFifo(queues: Queues, queue: Queue, draft: Draft): Sent {
  if (draft.groupId === undefined) throw missingParameter('MessageGroupId');
  // On a FIFO queue only the queue's own delay counts.
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
  const order = queues.sequenceNumbers.next();
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
  const { clock } = queues.context;
  return { id, body, sentMs: clock.now(), leadMs: wallLead(clock) || undefined, groupId, attributes, traceHeader };
}

function checkIdentifier(parameter: string, value: string | undefined): void {
  if (value === undefined || identifier.test(value)) return;
  throw invalidValue(
    value,
    parameter,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}
