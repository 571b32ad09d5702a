import type { Violation } from '../../../../events/index.ts';
import type { Queryable } from '../../../database/transaction.ts';

export interface RefusedRow {
  readonly requestId: string;
  readonly transferId: string | null;
  readonly requester: string | null;
  readonly idempotencyKey: string | null;
  readonly reasons: readonly Violation[];
  /** The request as received. */
  readonly detail: unknown;
  readonly refusedAt: Date;
}

/** Returns those that this shard holds, newest first. */
export async function readRefused(shard: Queryable, requestIds: readonly string[]): Promise<RefusedRow[]> {
  if (requestIds.length === 0) return [];
  const { rows } = await shard.query<RefusedRow>(
    `select request_id as "requestId", transfer_id as "transferId", requester, idempotency_key as "idempotencyKey",
            reasons, detail, refused_at as "refusedAt"
       from refused_request where request_id = any ($1::uuid[])
      order by refused_at desc, request_id`,
    [requestIds],
  );
  return rows;
}
