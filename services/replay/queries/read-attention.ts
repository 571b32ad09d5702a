import type { Queryable } from '../../database/transaction.ts';
import type { EventMessage } from '../../outbox/message.ts';

/**
 * The calls for attention of these transfers, as they are in this database's outbox. They are few, and the only facts that no other
 * row has: whatever removes delivered rows from the outbox leaves them.
 */
export async function readAttention(shard: Queryable, transferIds: readonly string[]): Promise<EventMessage[]> {
  const { rows } = await shard.query<EventMessage>(
    `select id, kind, transfer_id as "transferId", payload
       from outbox
      where transfer_id = any ($1::uuid[]) and kind = 'event' and payload ->> 'detailType' = 'TransferNeedsAttention'
      order by id`,
    [transferIds],
  );
  return rows;
}
