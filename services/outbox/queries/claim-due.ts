import type { Queryable } from '../../database/transaction.ts';
import type { OutboxMessage } from '../message.ts';
import { backOff } from './back-off.ts';

/**
 * Takes the lease on rows that are due, oldest first. Two relays never claim the same row; the lease of a relay that dies ends.
 * A row that is put off for longer than its lease or its back-off can be was put off before the clock was set back: it is due.
 * The second more is for transactions that began at the same time. (A second delivery is safe, also when the clock is set forward and a lease ends early.)
 */
export async function claimDue(database: Queryable, limit: number, leaseSeconds: number): Promise<OutboxMessage[]> {
  const { rows } = await database.query<OutboxMessage>(
    `with due as (
       select id from outbox
        where delivered_at is null
          and (next_attempt_at <= now()
               or next_attempt_at > now() + interval '1 second' + greatest(make_interval(secs => $2::float8), ${backOff('attempts - 1')}))
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
