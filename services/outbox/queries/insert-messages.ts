import type { Statement } from '../../database/transaction.ts';
import type { OutboxMessage } from '../message.ts';

/**
 * Writes messages in the caller's transaction. Returns those that were new: the caller has the lease on them and delivers them
 * after its commit. Whoever wrote one of the others before delivers that.
 */
export function insertMessages(messages: readonly OutboxMessage[], leaseSeconds: number): Statement<OutboxMessage[]> {
  return {
    text: `insert into outbox (id, kind, transfer_id, payload, created_at, next_attempt_at)
     select id, kind, transfer_id, payload, now(), now() + make_interval(secs => $5::float8)
       from unnest($1::uuid[], $2::outbox_kind[], $3::uuid[], $4::json[]) as message (id, kind, transfer_id, payload)
     on conflict (id) do nothing
     returning id`,
    values: [
      messages.map(({ id }) => id),
      messages.map(({ kind }) => kind),
      messages.map(({ transferId }) => transferId),
      messages.map(({ payload }) => JSON.stringify(payload)),
      leaseSeconds,
    ],
    read: ({ rows }) => {
      const written = new Set(rows.map(({ id }) => id));
      return messages.filter(({ id }) => written.delete(id));
    },
  };
}
