import type { Violation } from '../../../events/index.ts';
import type { Queryable } from '../../database/transaction.ts';
import type { TransfersWanted } from './read-kept-transfers.ts';

export interface KeptRefusal {
  readonly requestId: string;
  readonly transferId: string | null;
  readonly requester: string | null;
  readonly idempotencyKey: string | null;
  readonly reasons: readonly Violation[];
  readonly refusedAt: Date;
}

/** Refused requests in the order of their ids. @param after the id before the first one wanted */
export async function readRefusals(
  registry: Queryable,
  { from, to, transferId }: TransfersWanted,
  after: string | undefined,
  limit: number,
): Promise<KeptRefusal[]> {
  const { rows } = await registry.query<KeptRefusal>(
    `select request_id as "requestId", transfer_id as "transferId", requester, idempotency_key as "idempotencyKey", reasons,
            refused_at as "refusedAt"
       from refused_request
      where ($1::uuid is null or request_id > $1::uuid) and ($2::uuid is null or transfer_id = $2::uuid)
        and ($3::timestamptz is null or refused_at >= $3::timestamptz)
        and ($4::timestamptz is null or refused_at < $4::timestamptz)
      order by request_id
      limit $5::int`,
    [after ?? null, transferId ?? null, from ?? null, to ?? null, limit],
  );
  return rows;
}
