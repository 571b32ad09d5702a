import type { Queryable } from '../../database/transaction.ts';

export interface Undelivered {
  readonly rows: number;
  /** Age of the oldest of them, 0 if there is none. */
  readonly oldestSeconds: number;
}

/** Rows still to deliver, put off or not. Walks the index of these rows, which is short unless something is wrong. */
export async function measureUndelivered(database: Queryable): Promise<Undelivered> {
  const { rows } = await database.query<Undelivered>(
    `select count(*)::int as rows,
            greatest(coalesce(extract(epoch from now() - min(created_at)), 0), 0)::float8 as "oldestSeconds"
       from outbox where delivered_at is null`,
  );
  return rows[0] ?? { rows: 0, oldestSeconds: 0 };
}
