import type { Queryable } from '../../database/transaction.ts';

export interface AttentionKey {
  readonly acceptedAt: Date;
  readonly transferId: string;
}

export interface AttentionRow extends AttentionKey {
  readonly requester: string;
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string | null;
  readonly attempt: number;
  /** When the sweeper starts the next attempt. */
  readonly nextAttemptAt: Date;
  /** When a person was called. */
  readonly attentionSince: Date | null;
}

/**
 * Transfers that need attention and have no outcome, oldest first. Walks the index of open transfers, which is short.
 * @param after the last row of the page before
 */
export async function listAttention(
  registry: Queryable,
  after: AttentionKey | undefined,
  includeAcknowledged: boolean,
  limit: number,
): Promise<AttentionRow[]> {
  const { rows } = await registry.query<AttentionRow>(
    `select id as "transferId", requester, idempotency_key as "idempotencyKey", from_account as "fromAccount",
            to_account as "toAccount", amount, currency, reference, accepted_at as "acceptedAt", attempt,
            next_attempt_at as "nextAttemptAt",
            (select min(created_at) from outbox
              where outbox.transfer_id = transfer.id and kind = 'event'
                and payload ->> 'detailType' = 'TransferNeedsAttention') as "attentionSince"
       from transfer
      where outcome is null and needs_attention
        and ($1::timestamptz is null or (accepted_at, id) > ($1::timestamptz, $2::uuid))
        and ($3::boolean or not exists (select from attention_acknowledgement told where told.transfer_id = transfer.id))
      order by accepted_at, id
      limit $4::int`,
    [after?.acceptedAt ?? null, after?.transferId ?? null, includeAcknowledged, limit],
  );
  return rows;
}
