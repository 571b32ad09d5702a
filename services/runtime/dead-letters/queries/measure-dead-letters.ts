import type { Queryable } from '../../../database/transaction.ts';

export interface OpenDeadLetters {
  readonly count: number;
  /** Since the oldest of them was parked; 0 if there is none. */
  readonly oldestSeconds: number;
}

/** Those that nobody has sent again or dismissed. Walks the index of these rows alone. */
export async function measureDeadLetters(database: Queryable): Promise<OpenDeadLetters> {
  const { rows } = await database.query<OpenDeadLetters>(
    `select count(*)::int as count,
            coalesce(extract(epoch from now() - min(parked_at)), 0)::float8 as "oldestSeconds"
       from dead_letter where ended_at is null`,
  );
  return rows[0] ?? { count: 0, oldestSeconds: 0 };
}
