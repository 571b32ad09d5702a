import type { Queryable } from '../../database/transaction.ts';
import { backOff } from './back-off.ts';

export interface Failure {
  readonly id: string;
  /** Name and message of the fault; no payload. */
  readonly error: string;
}

/** Puts rows off, so that they do not starve those that can be delivered. Never drops one. */
export async function markFailed(database: Queryable, failures: readonly Failure[]): Promise<void> {
  if (failures.length === 0) return;
  await database.query(
    `update outbox
        set attempts = attempts + 1,
            next_attempt_at = now() + ${backOff('attempts')},
            last_error = case when delivered_at is null then failure.error end
       from unnest($1::uuid[], $2::text[]) as failure (id, error)
      where outbox.id = failure.id`,
    [failures.map(({ id }) => id), failures.map(({ error }) => error.slice(0, 500))],
  );
}
