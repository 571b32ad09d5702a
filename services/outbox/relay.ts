/** The scheduled relay: delivers what a fast path left behind, in every database, as long as there is time. */
import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard } from '../database/shards.ts';
import { type Runtime, requiredInteger } from '../runtime/runtime.ts';
import { deliver } from './deliver.ts';
import { claimDue } from './queries/claim-due.ts';
import { measureUndelivered } from './queries/measure-undelivered.ts';

const claimSize = 100;

/** @param mayGoOn asked before each claim: whether a claim of that size can still be delivered. @returns rows taken. */
export async function relay(runtime: Runtime, mayGoOn: () => boolean): Promise<number> {
  const taken = await allSettledOrThrow(runtime.shards.all.map((shard) => sweep(runtime, shard, mayGoOn)));
  const rows = taken.reduce((sum, each) => sum + each, 0);
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
}

async function sweep(runtime: Runtime, shard: Shard, mayGoOn: () => boolean): Promise<number> {
  const leaseSeconds = requiredInteger(runtime.env, 'OUTBOX_LEASE_SECONDS', 1, 3600);
  let taken = 0;
  while (mayGoOn()) {
    const messages = await claimDue(shard.pool, claimSize, leaseSeconds);
    await deliver(runtime, shard, messages);
    taken += messages.length;
    if (messages.length < claimSize) break;
  }
  return taken;
}
