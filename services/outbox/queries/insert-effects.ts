import type { Statement } from '../../database/transaction.ts';
import type { Effect } from '../effect.ts';

/**
 * Writes effects in the caller's transaction and gives back those that were new: the caller has the lease on them and delivers
 * them after its commit. An effect that is written already is someone else's to deliver.
 */
export function insertEffects(effects: readonly Effect[], leaseSeconds: number): Statement<Effect[]> {
  return {
    text: `insert into outbox (id, kind, transfer_id, payload, created_at, next_attempt_at)
     select id, kind, transfer_id, payload, now(), now() + make_interval(secs => $5::float8)
       from unnest($1::uuid[], $2::outbox_kind[], $3::uuid[], $4::json[]) as effect (id, kind, transfer_id, payload)
     on conflict (id) do nothing
     returning id`,
    values: [
      effects.map(({ id }) => id),
      effects.map(({ kind }) => kind),
      effects.map(({ transferId }) => transferId),
      effects.map(({ payload }) => JSON.stringify(payload)),
      leaseSeconds,
    ],
    read: ({ rows }) => {
      const written = new Set(rows.map(({ id }) => id));
      return effects.filter(({ id }) => written.delete(id));
    },
  };
}
