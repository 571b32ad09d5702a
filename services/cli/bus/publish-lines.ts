/**
 * Publishes any number of requests: reads lines, fills batches, keeps a few under way, and tries again what the bus did not take for
 * the moment. Memory holds what is under way alone.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Bus, mostEntries, type PublishFailure } from './bus.ts';

export interface Line {
  readonly number: number;
  /** JSON of an object, as it was read. */
  readonly text: string;
}

export interface PublishEvents {
  readonly onPublished: (lines: readonly Line[]) => void;
  readonly onFailed: (line: Line, failure: PublishFailure) => void;
  /** The call that sent them failed as a whole: they may be on the bus or not. */
  readonly onUnanswered: (lines: readonly Line[]) => void;
}

const batchesUnderWay = 8;
/** PutEvents takes less than 1 MB at once; the rest is room for each entry's other fields. */
const mostBatchBytes = 900_000;
const mostTries = 8;
const firstWaitMs = 100;

/** What a request that is too large is answered, as a whole. */
const tooLarge = 'ValidationException';

/** The bus may take these entries a moment later. */
const passing = new Set([
  'ThrottlingException',
  'InternalFailure',
  'InternalException',
  'ServiceUnavailable',
  'NoAnswer',
]);

export async function publishLines(bus: Bus, lines: AsyncIterable<Line>, events: PublishEvents): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let fault: unknown;
  for await (const batch of batches(lines)) {
    const sending: Promise<void> = publishBatch(bus, batch, events)
      .catch((error: unknown) => {
        fault ??= error;
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
    if (underWay.size >= batchesUnderWay) await Promise.race(underWay);
    if (fault) break;
  }
  await Promise.all(underWay);
  if (fault) throw fault;
}

async function* batches(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  for await (const line of lines) {
    const size = Buffer.byteLength(line.text);
    if (batch.length === mostEntries || (batch.length > 0 && bytes + size > mostBatchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(line);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function publishBatch(bus: Bus, batch: readonly Line[], events: PublishEvents): Promise<void> {
  const { onPublished, onFailed } = events;
  let left = batch;
  for (let tries = 1; left.length > 0; tries += 1) {
    const results = await send(bus, left, events);
    const again: Line[] = [];
    const published: Line[] = [];
    for (const [index, line] of left.entries()) {
      const failure = results[index];
      if (!failure) published.push(line);
      else if (passing.has(failure.code) && tries < mostTries) again.push(line);
      else onFailed(line, failure);
    }
    onPublished(published);
    left = again;
    if (left.length > 0) await wait(firstWaitMs * 2 ** (tries - 1));
  }
}

async function send(bus: Bus, lines: readonly Line[], { onUnanswered }: PublishEvents) {
  try {
    return await bus.publish(lines.map(({ text }) => text));
  } catch (error) {
    const { name, message } = error as Error;
    if (name === tooLarge && lines.length === 1) return [{ code: name, message }];
    onUnanswered(lines);
    throw error;
  }
}
