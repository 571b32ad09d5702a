import type { Queryable } from '../../database/transaction.ts';

/** By the database's clock. Said twice by the same person in the same millisecond, it is one row. */
export async function insertAcknowledgement(
  registry: Queryable,
  transferId: string,
  by: string,
  reason: string,
): Promise<void> {
  await registry.query(
    `insert into attention_acknowledgement (transfer_id, acknowledged_at, acknowledged_by, reason)
     values ($1::uuid, now(), $2::text, $3::text)
     on conflict do nothing`,
    [transferId, by, reason],
  );
}
