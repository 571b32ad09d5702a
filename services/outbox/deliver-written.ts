import type { Shard } from '../database/shards.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { deliver } from './deliver.ts';
import type { Effect } from './effect.ts';

/**
 * The fast path: delivers the effects that a transaction has written, right after its commit, and counts the facts among
 * them. An effect is written once, so a fact is counted once however often it is delivered. Never throws.
 */
export async function deliverWritten(runtime: Runtime, shard: Shard, effects: readonly Effect[]): Promise<void> {
  countFacts(runtime.metrics, effects);
  await deliver(runtime, shard, effects);
}

function countFacts(metrics: Metrics, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.kind !== 'event') continue;
    const { detailType, detail } = effect.payload;
    metrics.count(detailType);
    if (detail.reason === 'ReversalOntoClosedAccount') metrics.count('ReversalOntoClosedAccount');
  }
}
