/** ReceiveMessage. */
import { type InputOf, integer, list, required, text } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import type { Json } from '../core/service.ts';
import { md5, md5OfAttributes } from './digests.ts';
import { invalidAttributeName, invalidValue } from './errors.ts';
import type { Message } from './message.ts';
import { selectAttributes } from './message-attributes.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { encodeReceipt } from './receipt-handle.ts';
import type { SqsState } from './state.ts';

/** Callers have no identity here: any credentials are accepted. */
const senderId = 'AIDA000000000000LOCAL';
const attemptPattern = /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/;

const systemAttributes: Readonly<Record<string, (message: Message) => string | undefined>> = {
  SenderId: () => senderId,
  ApproximateFirstReceiveTimestamp: ({ content, received }) => String(received.firstMs + (content.leadMs ?? 0)),
  ApproximateReceiveCount: ({ received }) => String(received.count),
  SentTimestamp: ({ content }) => String(content.sentMs + (content.leadMs ?? 0)),
  SequenceNumber: ({ content }) => content.sequenceNumber,
  MessageDeduplicationId: ({ content }) => content.deduplicationId,
  MessageGroupId: ({ content }) => content.groupId,
  AWSTraceHeader: ({ content }) => content.traceHeader,
  DeadLetterQueueSourceArn: ({ content }) => content.sourceArn,
};
const allSystemAttributes = Object.keys(systemAttributes);

interface Request {
  readonly limit: number;
  readonly visibilityMs: number;
  readonly waitMs: number;
  readonly attemptId: string | undefined;
  readonly systemNames: readonly string[];
  readonly attributeNames: readonly string[];
}

const fields = {
  QueueUrl: required(text()),
  MaxNumberOfMessages: integer(),
  VisibilityTimeout: integer(),
  WaitTimeSeconds: integer(),
  ReceiveRequestAttemptId: text(),
  AttributeNames: list(text()),
  MessageSystemAttributeNames: list(text()),
  MessageAttributeNames: list(text()),
};

export const receiveMessage = operation(fields, (input, { queues }: SqsState, { signal }) => {
  const queue = queues.byUrl(input.QueueUrl);
  const request = parseRequest(queue, input);
  if (signal.aborted) return {};
  const receive = () => receiveOnce(queues, queue, request).map((message) => present(queue, request, message));
  const received = receive();
  if (received.length > 0 || request.waitMs === 0) return answer(received);
  return queue.polls.wait(receive, request.waitMs, signal).then(answer);
});

const answer = (messages: Json[]): Json => (messages.length > 0 ? { Messages: messages } : {});

function parseRequest(queue: Queue, input: InputOf<typeof fields>): Request {
  const limit = input.MaxNumberOfMessages ?? 1;
  if (limit < 1 || limit > 10) {
    throw invalidValue(limit, 'MaxNumberOfMessages', 'Must be between 1 and 10, if provided.');
  }
  const visibilitySeconds = input.VisibilityTimeout ?? queue.settings.visibilityTimeoutSeconds;
  if (visibilitySeconds < 0 || visibilitySeconds > 43_200) {
    throw invalidValue(visibilitySeconds, 'VisibilityTimeout', 'Must be >= 0 and <= 43200, if provided.');
  }
  const waitSeconds = input.WaitTimeSeconds ?? queue.settings.waitTimeSeconds;
  if (waitSeconds < 0 || waitSeconds > 20) {
    throw invalidValue(waitSeconds, 'WaitTimeSeconds', 'Must be >= 0 and <= 20, if provided.');
  }
  const attemptId = input.ReceiveRequestAttemptId;
  if (attemptId !== undefined && !attemptPattern.test(attemptId)) {
    throw invalidValue(
      attemptId,
      'ReceiveRequestAttemptId',
      'ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    );
  }
  return {
    limit,
    visibilityMs: visibilitySeconds * 1000,
    waitMs: waitSeconds * 1000,
    attemptId: queue.fifo ? attemptId : undefined, // "applies only to FIFO queues"; AWS ignores it on others
    systemNames: systemNamesOf(input),
    attributeNames: input.MessageAttributeNames ?? [],
  };
}

/** AttributeNames is the deprecated name of MessageSystemAttributeNames. */
function systemNamesOf(input: InputOf<typeof fields>): readonly string[] {
  const { AttributeNames = [], MessageSystemAttributeNames = [] } = input;
  const names = [...AttributeNames, ...MessageSystemAttributeNames];
  if (names.includes('All')) return allSystemAttributes;
  for (const name of names) if (!Object.hasOwn(systemAttributes, name)) throw invalidAttributeName(name);
  return names;
}

function receiveOnce(queues: Queues, queue: Queue, request: Request): Message[] {
  const { attemptId, limit, visibilityMs } = request;
  if (attemptId === undefined) return queue.receive(limit, visibilityMs);
  const now = queues.context.clock.now();
  const messages = repeatAttempt(queue, attemptId, now, visibilityMs) ?? queue.receive(limit, visibilityMs);
  if (messages.length === 0) return messages;
  const attempt = messages.map(({ order, received }) => [order, received.count, received.visibleMs] as const);
  queue.attempts.set(attemptId, attempt, queues.sequenceNumbers.next(), now);
  return messages;
}

/**
 * The messages that the same attempt got before, with the same receipt handles and a new visibility timeout; undefined if
 * there was no such attempt, or one of its messages was deleted, timed out or had its visibility changed.
 */
function repeatAttempt(queue: Queue, attemptId: string, now: number, visibilityMs: number): Message[] | undefined {
  const messages: Message[] = [];
  for (const [order, count, visibleMs] of queue.attempts.get(attemptId, now)?.value ?? []) {
    const message = queue.messages.get(order);
    if (!message || message.received.count !== count || message.received.visibleMs !== visibleMs) return undefined;
    if (!queue.isInFlight(message)) return undefined;
    messages.push(message);
  }
  if (messages.length === 0) return undefined;
  for (const message of messages) queue.hideUntil(message, now + visibilityMs);
  return messages;
}

function present(queue: Queue, request: Request, message: Message): Json {
  const { content, received, order } = message;
  message.bodyMd5 ??= md5(content.body);
  const attributes = selectAttributes(content.attributes, request.attributeNames);
  return {
    MessageId: content.id,
    ReceiptHandle: encodeReceipt({ queue: queue.record.serial, order, count: received.count }),
    MD5OfBody: message.bodyMd5,
    Body: content.body,
    ...(request.systemNames.length > 0 ? { Attributes: presentSystem(message, request.systemNames) } : {}),
    // The digest covers what is returned, which is what a client can verify.
    ...(attributes ? { MD5OfMessageAttributes: md5OfAttributes(attributes), MessageAttributes: attributes } : {}),
  };
}

function presentSystem(message: Message, names: readonly string[]): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of names) {
    const value = systemAttributes[name]?.(message);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}
