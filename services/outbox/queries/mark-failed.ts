import type { Queryable } from '../../database/transaction.ts';

export interface Failure {
  readonly id: string;
  /** Name and message of the fault; no payload. */
  readonly error: string;
}

/** Puts rows off by 1 s, 2 s, 4 s, ... up to 5 minutes, so that they do not starve those that can be delivered. Never drops one. */
export async function markFailed(database: Queryable, failures: readonly Failure[]): Promise<void> {
  if (failures.length === 0) return;
  await database.query(
    `update outbox
        set attempts = attempts + 1,
            next_attempt_at = now() + least(interval '5 minutes', interval '1 second' * power(2, least(attempts, 20))),
            last_error = case when delivered_at is null then failure.error end
       from unnest($1::uuid[], $2::text[]) as failure (id, error)
      where outbox.id = failure.id`,
    [failures.map(({ id }) => id), failures.map(({ error }) => error.slice(0, 500))],
  );
}
