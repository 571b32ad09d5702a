import type { Queryable } from '../../database/transaction.ts';
import type { SweeperConfig } from '../../runtime/config.ts';
import { attemptColumns, type DueAttempt } from '../attempt.ts';

/** The bound of an attempt: the first one, doubled after each attempt, at most a day. */
const bound = (attempt: string) =>
  `least(interval '1 day', make_interval(secs => $2::float8) * power(2, least(${attempt} - 1, 20)))`;

/**
 * Counts the next attempt of transfers whose bound has passed, oldest first, and puts off the one after it by its own bound. A
 * transfer that is put off for longer than its bound was put off before the clock was set back: it is due.
 * The second more is for transactions that began at the same time. (A further attempt is safe.)
 */
export async function claimOverdue(
  registry: Queryable,
  { limit, firstBoundSeconds, attentionAttempt }: SweeperConfig,
): Promise<DueAttempt[]> {
  const { rows } = await registry.query<DueAttempt>(
    `with overdue as (
       select id from transfer
        where outcome is null and (next_attempt_at <= now() or next_attempt_at > now() + interval '1 second' + ${bound('attempt')})
        order by next_attempt_at
        limit $1::int
        for update skip locked
     )
     update transfer
        set attempt = attempt + 1,
            next_attempt_at = now() + ${bound('attempt + 1')},
            needs_attention = needs_attention or attempt + 1 >= $3::int
       from overdue
      where transfer.id = overdue.id
     returning ${attemptColumns}`,
    [limit, firstBoundSeconds, attentionAttempt],
  );
  return rows;
}
