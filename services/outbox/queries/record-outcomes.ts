import type { Queryable } from '../../database/transaction.ts';
import type { OutcomeMessage } from '../message.ts';

export interface RecordedOutcomes {
  /** Transfers that the registry does not know. */
  readonly unknown: ReadonlySet<string>;
  /** Transfers that have another outcome already, which stays. */
  readonly contradicted: ReadonlySet<string>;
}

/**
 * Copies outcomes into the registry; the first one stays. `set` says so and not `where`: with "outcome is null" among the
 * conditions the planner walks the index of all open transfers (seen: half of the database's time under load).
 */
export async function recordOutcomes(
  registry: Queryable,
  messages: readonly OutcomeMessage[],
): Promise<RecordedOutcomes> {
  const ids = messages.map(({ transferId }) => transferId);
  const { rows } = await registry.query<{ id: string; contradicted: boolean }>(
    `update transfer
        set outcome = coalesce(transfer.outcome, decided.outcome),
            outcome_reason = case when transfer.outcome is null then decided.reason else transfer.outcome_reason end,
            outcome_at = coalesce(transfer.outcome_at, decided.at)
       from unnest($1::uuid[], $2::outcome[], $3::text[], $4::timestamptz[]) as decided (id, outcome, reason, at)
      where transfer.id = decided.id
     returning transfer.id, transfer.outcome <> decided.outcome as contradicted`,
    [
      ids,
      messages.map(({ payload }) => payload.outcome),
      messages.map(({ payload }) => payload.reason),
      messages.map(({ payload }) => payload.decidedAt),
    ],
  );
  const unknown = new Set(ids.filter((id) => id !== null));
  for (const { id } of rows) unknown.delete(id);
  const contradicted = new Set(rows.filter((row) => row.contradicted).map(({ id }) => id));
  return { unknown, contradicted };
}
