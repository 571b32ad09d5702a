/**
 * Finds accepted transfers that have no outcome after their bound and starts the next attempt for each, which is always safe: every
 * step is idempotent. Also for those that need attention: a person looks at them, and the system goes on.
 */
import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard } from '../database/shards.ts';
import { execute, transaction } from '../database/transaction.ts';
import { transferFact } from '../domain/facts.ts';
import { orderOf } from '../ledger/order.ts';
import { deliverWritten } from '../outbox/deliver-written.ts';
import { eventMessage, type OutboxMessage } from '../outbox/message.ts';
import { insertMessages } from '../outbox/queries/insert-messages.ts';
import type { SweeperConfig } from '../runtime/config.ts';
import type { Configured, Runtime } from '../runtime/runtime.ts';
import { type DueAttempt, startOf } from './attempt.ts';
import { claimOverdue } from './queries/claim-overdue.ts';
import { measureOpen } from './queries/measure-open.ts';

/** @returns the number of attempts started. */
export async function sweep(runtime: Configured<SweeperConfig>): Promise<number> {
  const started = await allSettledOrThrow(runtime.shards.all.map((shard) => sweepRegistry(runtime, shard)));
  const attempts = started.reduce((sum, each) => sum + each, 0);
  runtime.metrics.count('AttemptStarted', attempts);
  await measure(runtime);
  return attempts;
}

async function measure({ shards, metrics }: Runtime): Promise<void> {
  const open = await allSettledOrThrow(shards.all.map(({ pool }) => measureOpen(pool)));
  const sum = (of: 'transfers' | 'needingAttention' | 'unacknowledged') =>
    open.reduce((total, each) => total + each[of], 0);
  metrics.gauge('TransfersOpen', sum('transfers'));
  metrics.gauge('OpenTransfersNeedingAttention', sum('needingAttention'));
  metrics.gauge('OpenTransfersUnacknowledged', sum('unacknowledged'));
  metrics.gauge('OldestOpenTransferSeconds', Math.max(...open.map(({ oldestSeconds }) => oldestSeconds)));
}

async function sweepRegistry(runtime: Configured<SweeperConfig>, registry: Shard): Promise<number> {
  const { attentionAttempt, leaseSeconds } = runtime.config;
  const at = runtime.now().toISOString();
  const { overdue, messages } = await transaction(registry.pool, async (tx) => {
    const claimed = await claimOverdue(tx, runtime.config);
    const all = claimed.flatMap((transfer) => messagesOf(transfer, attentionAttempt, at));
    return { overdue: claimed, messages: await execute(tx, insertMessages(all, leaseSeconds)) };
  });
  for (const { transferId, attempt } of overdue)
    runtime.log.warn('a transfer without an outcome is tried again', { transferId, attempt });
  await deliverWritten(runtime, registry, messages);
  return overdue.length;
}

function messagesOf(due: DueAttempt, attentionAttempt: number, at: string): OutboxMessage[] {
  const start = startOf(due);
  if (due.attempt < attentionAttempt) return [start];
  // However many attempts follow, this is one event: its id is the same.
  return [start, eventMessage(transferFact('TransferNeedsAttention', orderOf(due), at, 'NoOutcome'), due.transferId)];
}
