/** The scheduled relay: delivers what a fast path left behind, in every database, as long as there is time. */
import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard } from '../database/shards.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import { openDeadLetters } from '../runtime/dead-letters/open-dead-letters.ts';
import type { Configured, Runtime } from '../runtime/runtime.ts';
import { deliver } from './deliver.ts';
import { claimDue } from './queries/claim-due.ts';
import { measureUndelivered } from './queries/measure-undelivered.ts';

const claimSize = 100;

/** @param mayGoOn asked before each claim: whether there is time to deliver another one. @returns the number of rows claimed. */
export async function relay(runtime: Configured<OutboxConfig>, mayGoOn: () => boolean): Promise<number> {
  const claimed = await allSettledOrThrow(runtime.shards.all.map((shard) => deliverDue(runtime, shard, mayGoOn)));
  const rows = claimed.reduce((sum, each) => sum + each, 0);
  runtime.metrics.count('OutboxRelayed', rows);
  await measure(runtime);
  return rows;
}

async function measure({ shards, metrics }: Runtime): Promise<void> {
  const left = await allSettledOrThrow(shards.all.map(({ pool }) => measureUndelivered(pool)));
  metrics.gauge(
    'OutboxUndelivered',
    left.reduce((sum, { rows }) => sum + rows, 0),
  );
  metrics.gauge('OutboxOldestSeconds', Math.max(...left.map(({ oldestSeconds }) => oldestSeconds)));
  const { count, oldestSeconds } = await openDeadLetters(shards);
  metrics.gauge('DeadLetters', count);
  metrics.gauge('DeadLetterAgeSeconds', oldestSeconds);
}

async function deliverDue(runtime: Configured<OutboxConfig>, shard: Shard, mayGoOn: () => boolean): Promise<number> {
  let claimed = 0;
  while (mayGoOn()) {
    const messages = await claimDue(shard.pool, claimSize, runtime.config.leaseSeconds);
    await deliver(runtime, shard, messages);
    claimed += messages.length;
    if (messages.length < claimSize) break;
  }
  return claimed;
}
