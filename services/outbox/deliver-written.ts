import type { Shard } from '../database/shards.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { Configured } from '../runtime/runtime.ts';
import { deliver } from './deliver.ts';
import type { OutboxMessage } from './message.ts';

/**
 * The fast path: delivers the messages that a transaction has written, right after its commit, and counts the facts among them.
 * A message is written only once, so a fact is counted once however often it is delivered. Never throws.
 */
export async function deliverWritten(
  runtime: Configured<OutboxConfig>,
  shard: Shard,
  messages: readonly OutboxMessage[],
): Promise<void> {
  countFacts(runtime.metrics, messages);
  await deliver(runtime, shard, messages);
}

function countFacts(metrics: Metrics, messages: readonly OutboxMessage[]): void {
  for (const message of messages) {
    if (message.kind !== 'event') continue;
    const { detailType, detail } = message.payload;
    metrics.count(detailType);
    if (detail.reason === 'ReversalOntoClosedAccount') metrics.count('ReversalOntoClosedAccount');
  }
}
