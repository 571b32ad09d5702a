/**
 * Publishes any number of requests: reads lines, fills batches, keeps a few in flight and retries entries that the bus refused for
 * the moment. Only the batches in flight are in memory.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Bus, maxEntries, type PublishFailure } from './bus.ts';

export interface Line {
  readonly number: number;
  /** A JSON object, as it was read. */
  readonly text: string;
}

export interface PublishEvents {
  readonly onPublished: (lines: readonly Line[]) => void;
  readonly onFailed: (line: Line, failure: PublishFailure) => void;
  /** The whole call failed: these lines may be on the bus or not. */
  readonly onUnanswered: (lines: readonly Line[]) => void;
}

const maxBatchesInFlight = 8;
/** PutEvents takes less than 1 MB; the rest is left for the entries' other fields. */
const maxBatchBytes = 900_000;
const maxTries = 8;
const firstWaitMs = 100;

/** The error of a whole request that is too large. */
const tooLarge = 'ValidationException';

/** The bus may take these entries a moment later. */
const retryable = new Set([
  'ThrottlingException',
  'InternalFailure',
  'InternalException',
  'ServiceUnavailable',
  'NoAnswer',
]);

export async function publishLines(bus: Bus, lines: AsyncIterable<Line>, events: PublishEvents): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  let failure: unknown;
  for await (const batch of batches(lines)) {
    const sending: Promise<void> = publishBatch(bus, batch, events)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => inFlight.delete(sending));
    inFlight.add(sending);
    if (inFlight.size >= maxBatchesInFlight) await Promise.race(inFlight);
    if (failure) break;
  }
  await Promise.all(inFlight);
  if (failure) throw failure;
}

async function* batches(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  for await (const line of lines) {
    const size = Buffer.byteLength(line.text);
    if (batch.length === maxEntries || (batch.length > 0 && bytes + size > maxBatchBytes)) {
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
  let remaining = batch;
  for (let tries = 1; remaining.length > 0; tries += 1) {
    const results = await send(bus, remaining, events);
    const again: Line[] = [];
    const published: Line[] = [];
    for (const [index, line] of remaining.entries()) {
      const failure = results[index];
      if (!failure) published.push(line);
      else if (retryable.has(failure.code) && tries < maxTries) again.push(line);
      else onFailed(line, failure);
    }
    onPublished(published);
    remaining = again;
    if (remaining.length > 0) await wait(firstWaitMs * 2 ** (tries - 1));
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
