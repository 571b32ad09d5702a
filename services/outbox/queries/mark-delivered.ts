import type { Queryable } from '../../ledger/transaction.ts';

/** @param moot ids whose effect nobody waits for any more (a closed task): delivered all the same, and told apart. */
export async function markDelivered(
  database: Queryable,
  ids: readonly string[],
  moot: ReadonlySet<string>,
): Promise<void> {
  if (ids.length === 0) return;
  await database.query(
    `update outbox
        set delivered_at = now(), attempts = attempts + 1, moot = outbox.id = any ($2::uuid[]), last_error = null
      where id = any ($1::uuid[]) and delivered_at is null`,
    [ids, [...moot]],
  );
}
