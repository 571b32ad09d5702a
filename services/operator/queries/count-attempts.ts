import type { Queryable } from '../../database/transaction.ts';
import { attemptColumns, type DueAttempt } from '../../sweeper/attempt.ts';

/**
 * Counts the next attempt of locked transfers, as the sweeper does, and leaves it at least `attemptSeconds` before the sweeper starts
 * the one after it. What was put off for longer stays put off: an operator's attempts do not slow down the sweeper's.
 */
export async function countAttempts(
  tx: Queryable,
  transferIds: readonly string[],
  attemptSeconds: number,
): Promise<DueAttempt[]> {
  const { rows } = await tx.query<DueAttempt>(
    `update transfer
        set attempt = attempt + 1,
            next_attempt_at = greatest(next_attempt_at, now() + make_interval(secs => $2::float8))
      where id = any ($1::uuid[])
     returning ${attemptColumns}`,
    [transferIds, attemptSeconds],
  );
  return rows;
}
