import type { Queryable } from '../../database/transaction.ts';

export interface OpenTransfers {
  readonly transfers: number;
  readonly needingAttention: number;
  /** Of those, how many nobody has acknowledged. */
  readonly unacknowledged: number;
  /** Age of the oldest of them, 0 if there is none. */
  readonly oldestSeconds: number;
}

/** Accepted transfers without an outcome. Walks the index of open transfers, which is short. */
export async function measureOpen(registry: Queryable): Promise<OpenTransfers> {
  const { rows } = await registry.query<OpenTransfers>(
    `select count(*)::int as transfers,
            count(*) filter (where needs_attention)::int as "needingAttention",
            count(*) filter (where needs_attention and not exists (
              select from attention_acknowledgement told where told.transfer_id = transfer.id
            ))::int as unacknowledged,
            greatest(coalesce(extract(epoch from now() - min(accepted_at)), 0), 0)::float8 as "oldestSeconds"
       from transfer where outcome is null`,
  );
  return rows[0] ?? { transfers: 0, needingAttention: 0, unacknowledged: 0, oldestSeconds: 0 };
}
