import type { Queryable } from '../../database/transaction.ts';
import type { AcceptedTerms } from '../../ledger/order.ts';

export interface KeptTransfer extends AcceptedTerms {
  readonly acceptedAt: Date;
}

export interface TransfersWanted {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly transferId?: string | undefined;
}

/** Accepted transfers in the order of their ids, without those that have no fact in the time. @param after the id before the first one wanted */
export async function readKeptTransfers(
  registry: Queryable,
  { from, to, transferId }: TransfersWanted,
  after: string | undefined,
  limit: number,
): Promise<KeptTransfer[]> {
  const { rows } = await registry.query<KeptTransfer>(
    `select id as "transferId", requester, idempotency_key as "idempotencyKey", from_account as "fromAccount",
            to_account as "toAccount", amount, currency, traceparent, accepted_at as "acceptedAt"
       from transfer
      where ($1::uuid is null or id > $1::uuid) and ($2::uuid is null or id = $2::uuid)
        and ($3::timestamptz is null or outcome_at is null or outcome_at >= $3::timestamptz or needs_attention)
        and ($4::timestamptz is null or accepted_at < $4::timestamptz)
      order by id
      limit $5::int`,
    [after ?? null, transferId ?? null, from ?? null, to ?? null, limit],
  );
  return rows;
}
