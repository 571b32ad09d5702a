/**
 * How every consumer takes a batch of SQS messages: read each, work on all of them at once, and after a fault work on parts, so that
 * one bad message does not hold back the good ones. What is not done goes back to the queue by a partial batch response.
 *
 * Within a group of a FIFO queue order is kept: after a message that is not done, the rest of its group waits and comes again after it.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Handler } from './handler.ts';
import { faultFields, type Log } from './log.ts';
import { UnreadableMessageError } from './message.ts';
import type { Metrics } from './metrics.ts';
import type { Runtime } from './runtime.ts';

export interface Consumer<Item> {
  /** What a message is, for the log. */
  readonly noun: 'command' | 'request' | 'fact';
  /** @throws UnreadableMessageError */
  readonly read: (record: SQSRecord) => Item;
  /** Works on items in their order. Must be idempotent; throws only for faults (never for a refusal). */
  readonly work: (items: readonly Item[]) => Promise<void>;
  /** The parts to work on after `fault`, one after the other. None: the items failed. */
  readonly partsOf: <Part>(items: readonly Part[], fault: unknown) => Part[][];
  /** Items of different lanes are worked on at the same time and fail apart from each other. Default: one lane. */
  readonly laneOf?: (item: Item) => unknown;
}

interface Received {
  readonly id: string;
  /** Undefined in a standard queue. */
  readonly group: string | undefined;
}

interface Message<Item> extends Received {
  readonly item: Item;
}

type Result =
  | { readonly kind: 'done' }
  /** Its work met a fault. */
  | { readonly kind: 'failed' }
  /** A message before it in its group is not done. */
  | { readonly kind: 'waiting' }
  /** No delivery will change that. */
  | { readonly kind: 'unreadable'; readonly reasons: readonly string[] };

type Ended = readonly [id: string, Result];

export function consumeBatches<Item>(
  consumer: Consumer<Item>,
  { log, metrics }: Pick<Runtime, 'log' | 'metrics'>,
): Handler<SQSEvent, SQSBatchResponse> {
  return async ({ Records }) => {
    const reading = new Results();
    const messages = Records.flatMap((record) => readOne(consumer, record, reading, log) ?? []);
    const working = new Results();
    await Promise.all(lanesOf(messages, consumer).map((lane) => workOn(consumer, lane, working, log)));
    return respond([...reading.all, ...working.all], metrics);
  };
}

/** What follows from each result: all that is not done goes back to the queue, which moves it to the dead-letter queue in the end. */
function respond(ended: readonly Ended[], metrics: Metrics): SQSBatchResponse {
  const left = ended.filter(([, { kind }]) => kind !== 'done');
  if (left.length > 0) metrics.count('MessageFailed', left.length);
  return { batchItemFailures: left.map(([itemIdentifier]) => ({ itemIdentifier })) };
}

function lanesOf<Item>(messages: readonly Message<Item>[], { laneOf }: Consumer<Item>): Message<Item>[][] {
  const lanes = new Map<unknown, Message<Item>[]>();
  for (const message of messages) {
    const key = laneOf?.(message.item);
    const lane = lanes.get(key);
    if (lane) lane.push(message);
    else lanes.set(key, [message]);
  }
  return [...lanes.values()];
}

/** Each item by itself. */
export function eachAlone<Item>(items: readonly Item[]): Item[][] {
  return items.map((item) => [item]);
}

/**
 * Halves, for batches of a thousand, if the database refused a value. If it did not answer at all, that would be a thousand tries: the
 * whole batch comes again.
 */
export function halvesOfBadData<Item>(items: readonly Item[], fault: unknown): Item[][] {
  if (items.length === 1 || !isOfTheData(fault)) return [];
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** SQLSTATE classes 22 (data exception) and 23 (constraint): the same values would fail again. */
function isOfTheData(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && /^2[23]...$/.test(String(fault.code));
}

/** What became of the messages, in one pass over them. */
class Results {
  readonly all: Ended[] = [];
  readonly #blockedGroups = new Set<string>();

  end({ id, group }: Received, result: Result): void {
    this.all.push([id, result]);
    if (group !== undefined && result.kind !== 'done') this.#blockedGroups.add(group);
  }

  /** Whether the message's group is blocked; then it ends as `waiting`. */
  mustWait(received: Received): boolean {
    if (received.group === undefined || !this.#blockedGroups.has(received.group)) return false;
    this.end(received, { kind: 'waiting' });
    return true;
  }
}

/** Returns undefined for a message that cannot be worked on. */
function readOne<Item>(
  consumer: Consumer<Item>,
  record: SQSRecord,
  results: Results,
  log: Log,
): Message<Item> | undefined {
  const received = { id: record.messageId, group: record.attributes?.MessageGroupId };
  if (results.mustWait(received)) return undefined;
  try {
    return { ...received, item: consumer.read(record) };
  } catch (fault) {
    if (fault instanceof UnreadableMessageError) {
      log.error(`a message is not a ${consumer.noun} and goes to the dead-letter queue`, {
        messageId: received.id,
        ...faultFields(fault),
      });
      results.end(received, { kind: 'unreadable', reasons: [fault.message] });
    } else fail(consumer, [received], fault, results, log);
    return undefined;
  }
}

/** @param isAlone whether `partsOf` left a single message. */
async function workOn<Item>(
  consumer: Consumer<Item>,
  messages: readonly Message<Item>[],
  results: Results,
  log: Log,
  isAlone = false,
): Promise<void> {
  const ready = messages.filter((message) => !results.mustWait(message));
  if (ready.length === 0) return;
  try {
    await consumer.work(ready.map(({ item }) => item));
    for (const message of ready) results.end(message, { kind: 'done' });
  } catch (fault) {
    const parts = isAlone ? [] : consumer.partsOf(ready, fault);
    if (parts.length === 0) return fail(consumer, ready, fault, results, log);
    log.warn(`a batch of ${consumer.noun}s failed and is done in parts`, {
      messages: ready.length,
      ...faultFields(fault),
    });
    for (const part of parts) await workOn(consumer, part, results, log, part.length === 1);
  }
}

function fail<Item>(
  { noun }: Consumer<Item>,
  received: readonly Received[],
  fault: unknown,
  results: Results,
  log: Log,
): void {
  const what = received.length === 1 ? `a ${noun} failed and is` : `${noun}s failed and are`;
  log.error(`${what} delivered again`, {
    messages: received.length,
    messageId: received[0]?.id,
    ...faultFields(fault),
  });
  for (const each of received) results.end(each, { kind: 'failed' });
}
