/** Waits until all that a replay sent is consumed: its queue is empty and its counter stands still. */
import { setTimeout as wait } from 'node:timers/promises';
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Shards } from '../database/shards.ts';
import { readCounter } from './queries/read-counter.ts';
import type { Consumer } from './sources.ts';

/** What a replay brought to its consumer. */
export interface Brought {
  /** Deliveries; at least once each, so an event may count twice. */
  readonly delivered: number;
  readonly new: number;
  readonly known: number;
}

export interface ConsumptionWatch {
  readonly signal: AbortSignal;
  /** By `performance.now()`. */
  readonly deadlineMs: number;
  /** How long queue and counter must stand still. On AWS, SQS's numbers are right only after a minute in which nothing was sent. */
  readonly quietMs: number;
  readonly onProgress: (brought: Brought) => void;
}

const lookEveryMs = 250;

/** Returns what the replay brought, and whether that was all before the deadline or an abort. */
export async function waitUntilConsumed(
  sqs: SQSClient,
  shards: Shards,
  { queue, consumer, replay }: { readonly queue: string; readonly consumer: Consumer; readonly replay: string },
  watch: ConsumptionWatch,
): Promise<{ readonly consumed: boolean; readonly brought: Brought }> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  let quietSinceMs = performance.now();
  for (let before = await broughtBy(shards, replay, consumer); ; ) {
    const waiting = await messagesIn(sqs, QueueUrl ?? '');
    // Read after the queue: whatever had left the queue by then is counted here.
    const brought = await broughtBy(shards, replay, consumer);
    watch.onProgress(brought);
    const nowMs = performance.now();
    if (waiting > 0 || brought.delivered !== before.delivered) quietSinceMs = nowMs;
    if (nowMs - quietSinceMs >= watch.quietMs) return { consumed: true, brought };
    if (nowMs > watch.deadlineMs || watch.signal.aborted) return { consumed: false, brought };
    before = brought;
    await wait(lookEveryMs, undefined, { signal: watch.signal }).catch(() => {});
  }
}

async function broughtBy(shards: Shards, replay: string, consumer: Consumer): Promise<Brought> {
  const counters = await Promise.all(shards.all.map(({ pool }) => readCounter(pool, replay, consumer)));
  const added = counters.reduce((sum, counter) => sum + Number(counter.added), 0);
  const known = counters.reduce((sum, counter) => sum + Number(counter.known), 0);
  return { delivered: added + known, new: added, known };
}

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

async function messagesIn(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counts] }));
  return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
