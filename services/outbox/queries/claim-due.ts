import type { Queryable } from '../../database/transaction.ts';
import type { OutboxMessage } from '../message.ts';

/** Takes the lease on rows that are due, oldest first. Two relays never claim the same row; the lease of a relay that dies ends. */
export async function claimDue(database: Queryable, limit: number, leaseSeconds: number): Promise<OutboxMessage[]> {
  const { rows } = await database.query<OutboxMessage>(
    `with due as (
       select id from outbox
        where delivered_at is null and next_attempt_at <= now()
        order by next_attempt_at
        limit $1::int
        for update skip locked
     )
     update outbox
        set next_attempt_at = now() + make_interval(secs => $2::float8)
       from due
      where outbox.id = due.id
     returning outbox.id, outbox.kind, outbox.transfer_id as "transferId", outbox.payload`,
    [limit, leaseSeconds],
  );
  return rows;
}
