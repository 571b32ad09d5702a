/**
 * Finds accepted transfers that have no outcome after their bound and starts the next attempt for each: every step is idempotent,
 * so that is always safe. Those that need attention included: attention is for people, the system goes on.
 */
import type { TransferOrder } from '../../events/index.ts';
import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard } from '../database/shards.ts';
import { execute, transaction } from '../database/transaction.ts';
import { transferFact } from '../domain/facts.ts';
import { fromMinorUnits } from '../domain/money.ts';
import { deliverWritten } from '../outbox/deliver-written.ts';
import { eventMessage, type OutboxMessage, startMessage } from '../outbox/message.ts';
import { insertMessages } from '../outbox/queries/insert-messages.ts';
import { type Runtime, requiredInteger } from '../runtime/runtime.ts';
import { claimOverdue, type Overdue } from './queries/claim-overdue.ts';
import { measureOpen } from './queries/measure-open.ts';

/** @returns attempts started. */
export async function sweep(runtime: Runtime): Promise<number> {
  const started = await allSettledOrThrow(runtime.shards.all.map((shard) => sweepRegistry(runtime, shard)));
  const attempts = started.reduce((sum, each) => sum + each, 0);
  runtime.metrics.count('AttemptStarted', attempts);
  await measure(runtime);
  return attempts;
}

async function measure({ shards, metrics }: Runtime): Promise<void> {
  const open = await allSettledOrThrow(shards.all.map(({ pool }) => measureOpen(pool)));
  const sum = (of: 'transfers' | 'needingAttention') => open.reduce((total, each) => total + each[of], 0);
  metrics.gauge('TransfersOpen', sum('transfers'));
  metrics.gauge('OpenTransfersNeedingAttention', sum('needingAttention'));
  metrics.gauge('OldestOpenTransferSeconds', Math.max(...open.map(({ oldestSeconds }) => oldestSeconds)));
}

async function sweepRegistry(runtime: Runtime, registry: Shard): Promise<number> {
  const { env } = runtime;
  const limit = requiredInteger(env, 'SWEEPER_LIMIT', 1, 10_000);
  const firstBoundSeconds = requiredInteger(env, 'SWEEPER_FIRST_BOUND_SECONDS', 1, 86_400);
  const attentionAttempt = requiredInteger(env, 'ATTENTION_ATTEMPT', 2, 1000);
  const leaseSeconds = requiredInteger(env, 'OUTBOX_LEASE_SECONDS', 1, 3600);
  const at = runtime.now().toISOString();
  const { overdue, messages } = await transaction(registry.pool, async (tx) => {
    const claimed = await claimOverdue(tx, { limit, firstBoundSeconds, attentionAttempt });
    const all = claimed.flatMap((transfer) => effectsOf(transfer, attentionAttempt, at));
    return { overdue: claimed, messages: await execute(tx, insertMessages(all, leaseSeconds)) };
  });
  for (const { id, attempt } of overdue)
    runtime.log.warn('a transfer without an outcome is tried again', { transferId: id, attempt });
  await deliverWritten(runtime, registry, messages);
  return overdue.length;
}

function effectsOf(transfer: Overdue, attentionAttempt: number, at: string): OutboxMessage[] {
  const {
    id: transferId,
    attempt,
    requester,
    idempotencyKey,
    fromAccount,
    toAccount,
    currency,
    traceparent,
  } = transfer;
  const amount = fromMinorUnits(transfer.amount, currency);
  const order: TransferOrder = {
    transferId,
    requester,
    idempotencyKey,
    fromAccount,
    toAccount,
    amount,
    currency,
    traceparent,
  };
  const start = startMessage(transferId, attempt, JSON.stringify(order));
  if (attempt < attentionAttempt) return [start];
  // One event, however many attempts follow: its id is the same.
  return [start, eventMessage(transferFact('TransferNeedsAttention', order, at, 'NoOutcome'), transferId)];
}
