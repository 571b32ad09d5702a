import type { Queryable } from '../../database/transaction.ts';

/**
 * Marks rows delivered; what a first delivery wrote stays. `set` says so and not `where`: with "delivered_at is null" among the
 * conditions the planner walks the index of all rows that are due (seen: half of the database's time under load).
 * @param moot ids of messages that nobody waits for any more (a closed task): they count as delivered, and are marked moot.
 */
export async function markDelivered(
  database: Queryable,
  ids: readonly string[],
  moot: ReadonlySet<string>,
): Promise<void> {
  if (ids.length === 0) return;
  await database.query(
    `update outbox
        set delivered_at = coalesce(delivered_at, now()),
            moot = case when delivered_at is null then id = any ($2::uuid[]) else moot end,
            attempts = attempts + 1,
            last_error = null
      where id = any ($1::uuid[])`,
    [ids, [...moot]],
  );
}
