/**
 * Queue attributes: names, valid values, and the settings that follow from them.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
import { invalidAttributeName, invalidAttributeValue, sqsError } from './errors.ts';

/** Strings, as on the wire. An attribute that was never set and has no default is missing. */
export type QueueAttributes = Readonly<Record<string, string>>;

interface Range {
  readonly min: number;
  readonly max: number;
  /** If missing, the attribute does not exist until it is set. */
  readonly initial?: number;
}

const numbers: Readonly<Record<string, Range>> = {
  VisibilityTimeout: { min: 0, max: 43_200, initial: 30 },
  MaximumMessageSize: { min: 1_024, max: 1_048_576, initial: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, initial: 345_600 },
  DelaySeconds: { min: 0, max: 900, initial: 0 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, initial: 0 },
  KmsDataKeyReusePeriodSeconds: { min: 60, max: 86_400 },
};

const fifoChoices: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

const fifoInitial: QueueAttributes = {
  FifoQueue: 'true',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
  ContentBasedDeduplication: 'false',
};

/** Whether only FIFO queues have the attribute: asking a standard queue for it is an error. */
export const isFifoOnly = (name: string): boolean => Object.hasOwn(fifoInitial, name);

/** Attributes that an empty value removes. */
const removable = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId']);

/** Attributes that GetQueueAttributes gives and nobody can set. */
export const computedAttributes: ReadonlySet<string> = new Set([
  'QueueArn',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
]);

export const settableAttributes: ReadonlySet<string> = new Set([
  ...Object.keys(numbers),
  ...Object.keys(fifoInitial),
  ...removable,
  'SqsManagedSseEnabled',
]);

const switches = new Set(['FifoQueue', 'ContentBasedDeduplication', 'SqsManagedSseEnabled']);

/** Switches may be written in any case (`True`). */
export function inLowerCase(given: QueueAttributes): QueueAttributes {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, switches.has(name) ? value.toLowerCase() : value]),
  );
}

export function initialAttributes(fifo: boolean): QueueAttributes {
  const initial: Record<string, string> = { SqsManagedSseEnabled: 'true' };
  for (const [name, range] of Object.entries(numbers)) {
    if (range.initial !== undefined) initial[name] = String(range.initial);
  }
  return fifo ? { ...initial, ...fifoInitial } : initial;
}

/**
 * Checks each attribute by itself. The redrive policies need the other queues: `checkRedrive`.
 * @throws InvalidAttributeName InvalidAttributeValue
 */
export function checkAttributes(given: QueueAttributes, fifo: boolean): void {
  for (const [name, value] of Object.entries(given)) {
    if (!settableAttributes.has(name)) throw invalidAttributeName(name);
    checkFifoOnly(name, value, fifo);
    const range = numbers[name];
    if (range && !inRange(value, range)) throw invalidAttributeValue(name);
    if (name === 'SqsManagedSseEnabled' && value !== 'true' && value !== 'false') throw invalidAttributeValue(name);
    if (name === 'Policy' && value !== '' && !isPolicy(value)) throw invalidAttributeValue(name);
  }
  if (given.KmsMasterKeyId && given.SqsManagedSseEnabled === 'true') {
    throw sqsError(
      'InvalidAttributeValue',
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
  }
}

function checkFifoOnly(name: string, value: string, fifo: boolean): void {
  if (name === 'FifoQueue') {
    // AWS refuses the value "false": a standard queue is a queue without the attribute.
    if (!fifo || value !== 'true') throw invalidAttributeName(name);
    return;
  }
  const choices = fifoChoices[name];
  if (!choices) return;
  if (!fifo && name === 'ContentBasedDeduplication') throw invalidAttributeName(name);
  if (!fifo) {
    throw sqsError('InvalidAttributeName', `You can specify the ${name} only when FifoQueue is set to true.`);
  }
  if (!choices.includes(value)) throw invalidAttributeValue(name);
}

function inRange(value: string, { min, max }: Range): boolean {
  return /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
}

function isPolicy(value: string): boolean {
  try {
    const policy: unknown = JSON.parse(value);
    return typeof policy === 'object' && policy !== null && 'Statement' in policy;
  } catch {
    return false;
  }
}

/** The attributes after a change. @throws InvalidAttributeValue for a combination that AWS refuses */
export function applyAttributes(current: QueueAttributes, given: QueueAttributes): QueueAttributes {
  const next: Record<string, string> = { ...current, ...given };
  if (given.KmsMasterKeyId) {
    next.SqsManagedSseEnabled = 'false';
    next.KmsDataKeyReusePeriodSeconds ??= '300';
  } else if (given.SqsManagedSseEnabled === 'true') {
    delete next.KmsMasterKeyId;
  }
  for (const name of removable) if (next[name] === '') delete next[name];
  if (!next.KmsMasterKeyId) delete next.KmsDataKeyReusePeriodSeconds;
  if (next.FifoThroughputLimit === 'perMessageGroupId' && next.DeduplicationScope !== 'messageGroup') {
    throw sqsError(
      'InvalidAttributeValue',
      'Invalid value for the parameter FifoThroughputLimit. Reason: The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.',
    );
  }
  return next;
}

/** Attributes as numbers and booleans, parsed once per change and not per message. */
export interface QueueSettings {
  readonly visibilityTimeoutSeconds: number;
  readonly delayMs: number;
  readonly retentionMs: number;
  readonly waitTimeSeconds: number;
  readonly maxMessageBytes: number;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationPerGroup: boolean;
}

export function settingsOf(attributes: QueueAttributes): QueueSettings {
  const number = (name: string) => Number(attributes[name]);
  return {
    visibilityTimeoutSeconds: number('VisibilityTimeout'),
    delayMs: number('DelaySeconds') * 1000,
    retentionMs: number('MessageRetentionPeriod') * 1000,
    waitTimeSeconds: number('ReceiveMessageWaitTimeSeconds'),
    maxMessageBytes: number('MaximumMessageSize'),
    contentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
    deduplicationPerGroup: attributes.DeduplicationScope === 'messageGroup',
  };
}
