import type { Queryable } from '../../ledger/transaction.ts';
import type { OutcomeEffect } from '../effect.ts';

/** Copies outcomes into the registry, once each. Gives back the transfers that the registry does not know. */
export async function recordOutcomes(registry: Queryable, effects: readonly OutcomeEffect[]): Promise<Set<string>> {
  const ids = effects.map(({ transferId }) => transferId);
  const { rowCount } = await registry.query(
    `update transfer
        set outcome = decided.outcome, outcome_reason = decided.reason, outcome_at = decided.at
       from unnest($1::uuid[], $2::outcome[], $3::text[], $4::timestamptz[]) as decided (id, outcome, reason, at)
      where transfer.id = decided.id and transfer.outcome is null`,
    [
      ids,
      effects.map(({ payload }) => payload.outcome),
      effects.map(({ payload }) => payload.reason),
      effects.map(({ payload }) => payload.decidedAt),
    ],
  );
  if (rowCount === ids.length) return new Set();
  const known = await registry.query<{ id: string }>('select id from transfer where id = any ($1::uuid[])', [ids]);
  const unknown = new Set(ids.filter((id) => id !== null));
  for (const { id } of known.rows) unknown.delete(id);
  return unknown;
}
