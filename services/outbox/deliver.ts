/**
 * Delivers committed messages, for the fast path right after the commit and for the relay. At least once: every receiver knows a
 * second delivery for what it is. A failure is put off and logged, never thrown: the rows are safe.
 */
import type { Shard } from '../database/shards.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import { faultFields } from '../runtime/log.ts';
import type { Configured } from '../runtime/runtime.ts';
import { copyOutcomes } from './copy-outcomes.ts';
import type { Delivery } from './delivery.ts';
import type { OutboxMessage } from './message.ts';
import { publishEvents } from './publish-events.ts';
import { markDelivered } from './queries/mark-delivered.ts';
import { markFailed } from './queries/mark-failed.ts';
import { sendCallback } from './send-callback.ts';
import { startExecution } from './start-execution.ts';

/** @param shard the database that holds the rows. Never throws. */
export async function deliver(
  runtime: Configured<OutboxConfig>,
  shard: Shard,
  messages: readonly OutboxMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const of = <Kind extends OutboxMessage['kind']>(kind: Kind) =>
    messages.filter((message): message is Extract<OutboxMessage, { kind: Kind }> => message.kind === kind);
  const deliveries = (
    await Promise.all([
      ...of('callback').map((message) => sendCallback(runtime, message)),
      ...of('start').map((message) => startExecution(runtime, message)),
      publishEvents(runtime, of('event')),
      copyOutcomes(runtime, of('outcome')),
    ])
  ).flat();
  try {
    await mark(shard, deliveries);
  } catch (fault) {
    // Their leases end, and the relay delivers them once more.
    runtime.log.warn('deliveries could not be marked', { deliveries: deliveries.length, ...faultFields(fault) });
  }
  const failures = deliveries.filter(({ result }) => result === 'failed');
  if (failures.length > 0) {
    runtime.metrics.count('DeliveryFailed', failures.length);
    runtime.log.warn('outbox messages could not be delivered and are put off', {
      messages: failures.length,
      first: failures[0]?.error,
    });
  }
}

async function mark({ pool }: Shard, deliveries: readonly Delivery[]): Promise<void> {
  const failed = deliveries.filter(({ result }) => result === 'failed');
  const done = deliveries.filter(({ result }) => result !== 'failed');
  const moot = new Set(done.filter(({ result }) => result === 'moot').map(({ id }) => id));
  await markDelivered(
    pool,
    done.map(({ id }) => id),
    moot,
  );
  await markFailed(
    pool,
    failed.map(({ id, error = 'unknown' }) => ({ id, error })),
  );
}
