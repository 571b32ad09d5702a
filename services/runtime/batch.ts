/**
 * How every consumer takes a batch of SQS messages: read each, work on all of them at once, and after a fault work on parts, so that
 * one bad message does not hold back the good ones. What is not done goes back to the queue by a partial batch response, for as long as it
 * takes: the queues have no redrive policy, so that an outage of any length leaves nothing behind.
 *
 * Two kinds of message leave without being done, as dead letters in the ledger: one that can never be read, at once; and one that meets a
 * fault of its own again and again. A fault of ours is never counted (our-fault.ts).
 *
 * Within a group of a FIFO queue order is kept: after a message that is not done, the rest of its group waits and comes again after it.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Ended, isSettled, Results } from './batch-results.ts';
import { type DeadLetter, deadLetterOf } from './dead-letters/dead-letter.ts';
import type { DeadLetters } from './dead-letters/dead-letters.ts';
import type { Handler } from './handler.ts';
import { faultFields, type Log } from './log.ts';
import { UnreadableMessageError } from './message.ts';
import { isOurFault } from './our-fault.ts';
import type { Runtime } from './runtime.ts';

export interface Consumer<Item> {
  /** What a message is, for the log. */
  readonly noun: 'command' | 'request' | 'fact';
  /** @throws UnreadableMessageError, NewerMessageError */
  readonly read: (record: SQSRecord) => Item;
  /** Works on items in their order. Must be idempotent; throws only for faults (never for a refusal). */
  readonly work: (items: readonly Item[]) => Promise<void>;
  /** The parts to work on after `fault`, one after the other. None: the items failed. */
  readonly partsOf: <Part>(items: readonly Part[], fault: unknown) => Part[][];
  /** Items of different lanes are worked on at the same time and fail apart from each other. Default: one lane. */
  readonly laneOf?: (item: Item) => unknown;
}

export interface BatchRuntime extends Pick<Runtime, 'log' | 'metrics'> {
  readonly deadLetters: DeadLetters;
}

interface Message<Item> {
  readonly record: SQSRecord;
  readonly item: Item;
}

/** A message that could not be read, and why. */
interface Unread {
  readonly record: SQSRecord;
  readonly fault: unknown;
}

export function consumeBatches<Item>(
  consumer: Consumer<Item>,
  runtime: BatchRuntime,
): Handler<SQSEvent, SQSBatchResponse> {
  return async ({ Records }) => {
    const readings = Records.map((record) => readOne(consumer, record));
    const parked = await parkUnreadable(consumer, readings, runtime);
    const reading = new Results();
    const messages = readings.filter((one): one is Message<Item> =>
      isReady(consumer, one, parked, reading, runtime.log),
    );
    const working = new Results();
    await Promise.all(lanesOf(messages, consumer).map((lane) => workOn(consumer, lane, working, runtime.log)));
    return respond(consumer, [...reading.all, ...working.all], runtime);
  };
}

function readOne<Item>({ read }: Consumer<Item>, record: SQSRecord): Message<Item> | Unread {
  try {
    return { record, item: read(record) };
  } catch (fault) {
    return { record, fault };
  }
}

/** @returns the messages that are dead letters now */
async function parkUnreadable<Item>(
  { noun }: Consumer<Item>,
  readings: readonly (Message<Item> | Unread)[],
  { deadLetters, log, metrics }: BatchRuntime,
): Promise<ReadonlySet<SQSRecord>> {
  const letters = readings.flatMap((one) =>
    'fault' in one && one.fault instanceof UnreadableMessageError
      ? deadLetterOf(one.record, 'unreadable', [one.fault.message])
      : [],
  );
  if (letters.length === 0) return new Set();
  const written = await deadLetters.park(letters);
  const parked = letters.filter(({ id }) => written.has(id));
  for (const letter of parked) logParked(log, `a message is not a ${noun}`, letter);
  if (parked.length > 0) metrics.count('MessageParked', parked.length);
  return new Set(parked.map(({ record }) => record));
}

/** Whether the message can be worked on; otherwise its result is in `results`. */
function isReady<Item>(
  consumer: Consumer<Item>,
  one: Message<Item> | Unread,
  parked: ReadonlySet<SQSRecord>,
  results: Results,
  log: Log,
): boolean {
  const { record } = one;
  if (parked.has(record)) results.end(record, { kind: 'parked' });
  else if (!results.mustWait(record)) {
    if ('item' in one) return true;
    fail(consumer, [record], one.fault, results, log);
  }
  return false;
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

/** @param isAlone whether `partsOf` left a single message. */
async function workOn<Item>(
  consumer: Consumer<Item>,
  messages: readonly Message<Item>[],
  results: Results,
  log: Log,
  isAlone = false,
): Promise<void> {
  const ready = messages.filter(({ record }) => !results.mustWait(record));
  if (ready.length === 0) return;
  try {
    await consumer.work(ready.map(({ item }) => item));
    for (const { record } of ready) results.end(record, { kind: 'done' });
  } catch (fault) {
    const parts = isAlone ? [] : consumer.partsOf(ready, fault);
    if (parts.length === 0) {
      const records = ready.map(({ record }) => record);
      return fail(consumer, records, fault, results, log);
    }
    log.warn(`a batch of ${consumer.noun}s failed and is done in parts`, {
      messages: ready.length,
      ...faultFields(fault),
    });
    for (const part of parts) await workOn(consumer, part, results, log, part.length === 1);
  }
}

function fail<Item>(
  { noun }: Consumer<Item>,
  records: readonly SQSRecord[],
  fault: unknown,
  results: Results,
  log: Log,
): void {
  const what = records.length === 1 ? `a ${noun} failed and is` : `${noun}s failed and are`;
  log.error(`${what} delivered again`, {
    messages: records.length,
    messageId: records[0]?.messageId,
    ...faultFields(fault),
  });
  // Of several, nobody knows whose fault it is. An unreadable one could not be parked, which is a fault of ours.
  const own = records.length === 1 && !(fault instanceof UnreadableMessageError) && !isOurFault(fault);
  for (const record of records) results.end(record, { kind: 'failed', own, fault });
}

/** All that is not done goes back to the queue, unless it has failed too often by itself. */
async function respond<Item>(
  consumer: Consumer<Item>,
  ended: readonly Ended[],
  runtime: BatchRuntime,
): Promise<SQSBatchResponse> {
  const parked = await parkFailing(consumer, ended, runtime);
  const isLeft = ({ record, result }: Ended) => !isSettled(result) && !parked.has(record);
  // What came for the first time has no faults to forget, so this costs the usual batch nothing.
  const again = ended.filter((one) => !isLeft(one) && Number(one.record.attributes?.ApproximateReceiveCount ?? 1) > 1);
  if (again.length > 0) await runtime.deadLetters.forget(again.map(({ record }) => record));
  const left = ended.filter(isLeft);
  if (left.length > 0) runtime.metrics.count('MessageFailed', left.length);
  return { batchItemFailures: left.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}

/** @returns the messages that are dead letters now */
async function parkFailing<Item>(
  { noun }: Consumer<Item>,
  ended: readonly Ended[],
  { deadLetters, log, metrics }: BatchRuntime,
): Promise<ReadonlySet<SQSRecord>> {
  const letters = ended.flatMap(({ record, result }) =>
    result.kind === 'failed' && result.own ? deadLetterOf(record, 'failing', [reasonOf(result.fault)]) : [],
  );
  if (letters.length === 0) return new Set();
  const written = await deadLetters.countFaults(letters);
  const parked = letters.filter(({ id }) => written.has(id));
  for (const letter of parked) logParked(log, `a ${noun} has failed too often`, letter);
  if (parked.length > 0) metrics.count('MessageParked', parked.length);
  return new Set(parked.map(({ record }) => record));
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
}

function logParked(log: Log, what: string, { id, queue, record, reasons }: DeadLetter): void {
  log.error(`${what} and is a dead letter now`, { deadLetter: id, queue, messageId: record.messageId, reasons });
}
