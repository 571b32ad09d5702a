import type { Queryable } from '../../database/transaction.ts';

/** When the oldest fact of this shard occurred; undefined if it has none. */
export async function readOldestFact(shard: Queryable): Promise<Date | undefined> {
  const { rows } = await shard.query<{ at: Date | null }>('select min(occurred_at) as at from projection.fact');
  return rows[0]?.at ?? undefined;
}
