import type { Queryable } from '../../database/transaction.ts';
import type { SweeperConfig } from '../../runtime/config.ts';
import { attemptColumns, type DueAttempt } from '../attempt.ts';

/**
 * Counts the next attempt of transfers whose bound has passed, oldest first, and puts off the one after it: by the first bound,
 * doubled after each attempt, at most a day.
 */
export async function claimOverdue(
  registry: Queryable,
  { limit, firstBoundSeconds, attentionAttempt }: SweeperConfig,
): Promise<DueAttempt[]> {
  const { rows } = await registry.query<DueAttempt>(
    `with overdue as (
       select id from transfer
        where outcome is null and next_attempt_at <= now()
        order by next_attempt_at
        limit $1::int
        for update skip locked
     )
     update transfer
        set attempt = attempt + 1,
            next_attempt_at = now() + least(interval '1 day', make_interval(secs => $2::float8) * power(2, least(attempt, 20))),
            needs_attention = needs_attention or attempt + 1 >= $3::int
       from overdue
      where transfer.id = overdue.id
     returning ${attemptColumns}`,
    [limit, firstBoundSeconds, attentionAttempt],
  );
  return rows;
}
