/**
 * Starts the next attempt of transfers without an outcome now, and not when the sweeper would. Like the sweeper's it is always safe:
 * every step is idempotent, and an attempt that still runs goes on beside it. It writes no record and no outcome.
 */
import type { Shard, Shards } from '../database/shards.ts';
import { execute, transaction } from '../database/transaction.ts';
import { insertMessages } from '../outbox/queries/insert-messages.ts';
import { startOf } from '../sweeper/attempt.ts';
import { countAttempts } from './queries/count-attempts.ts';
import { hastenStarts } from './queries/hasten-starts.ts';
import { type LockedTransfer, lockTransfers } from './queries/lock-transfers.ts';
import { type Refused, refused } from './refusal.ts';

export interface Retried {
  readonly ok: true;
  readonly transferId: string;
  /** The attempt that starts. */
  readonly attempt: number;
  /** False if this attempt was written before and waits for its start: a second one would add nothing. */
  readonly isNew: boolean;
}

export type RetryResult = Retried | Refused;

/**
 * One transaction per database that holds one of the transfers.
 * @param attemptSeconds how long the sweeper leaves the new attempt alone
 * @returns one result per id, in their order. The relay starts the attempts at its next run.
 */
export async function retryTransfers(
  shards: Shards,
  transferIds: readonly string[],
  attemptSeconds: number,
): Promise<RetryResult[]> {
  const results = new Map<string, RetryResult>();
  for (const [registry, ids] of shards.group(transferIds, (id) => id))
    for (const [id, result] of await retryInRegistry(registry, ids, attemptSeconds)) results.set(id, result);
  return transferIds.map((id) => results.get(id) ?? refused('TransferNotFound', `there is no transfer ${id}`));
}

async function retryInRegistry(
  { pool }: Shard,
  ids: readonly string[],
  attemptSeconds: number,
): Promise<Map<string, RetryResult>> {
  return transaction(pool, async (tx) => {
    const locked = await lockTransfers(tx, ids);
    const open = locked.filter(({ outcome }) => outcome === null).map(({ transferId }) => transferId);
    const waiting = await hastenStarts(tx, open);
    const due = await countAttempts(
      tx,
      open.filter((id) => !waiting.has(id)),
      attemptSeconds,
    );
    // Due at once: this process starts no executions, the relay does.
    await execute(tx, insertMessages(due.map(startOf), 0));
    const attempts = new Map(due.map(({ transferId, attempt }) => [transferId, attempt]));
    return new Map(locked.map((transfer) => [transfer.transferId, resultOf(transfer, attempts)]));
  });
}

function resultOf(transfer: LockedTransfer, counted: ReadonlyMap<string, number>): RetryResult {
  const { transferId, attempt, outcome } = transfer;
  if (outcome !== null)
    return refused('TransferEnded', `transfer ${transferId} has ended as ${outcome}; there is nothing to try again`);
  const next = counted.get(transferId);
  return { ok: true, transferId, attempt: next ?? attempt, isNew: next !== undefined };
}
