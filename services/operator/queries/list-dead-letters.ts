import type { Queryable } from '../../database/transaction.ts';
import { type DeadLetterRow, deadLetterColumns, rowOf, type StoredDeadLetter } from './dead-letter-row.ts';

/** Where a page ends. */
export interface DeadLetterKey {
  readonly parkedAt: Date;
  readonly id: string;
}

export interface DeadLetterFilter {
  /** Also those that were sent again or dismissed. */
  readonly withEnded?: boolean;
  readonly queue?: string | undefined;
  /** The last row of the page before. */
  readonly after?: DeadLetterKey | undefined;
  readonly limit: number;
}

/** Oldest first. */
export async function listDeadLetters(database: Queryable, filter: DeadLetterFilter): Promise<DeadLetterRow[]> {
  const { withEnded = false, queue, after, limit } = filter;
  const { rows } = await database.query<StoredDeadLetter>(
    `select ${deadLetterColumns}
       from dead_letter
      where ($1::boolean or ended_at is null)
        and ($2::text is null or queue = $2::text)
        and ($3::timestamptz is null or (parked_at, id) > ($3::timestamptz, $4::uuid))
      order by parked_at, id
      limit $5::int`,
    [withEnded, queue ?? null, after?.parkedAt.toISOString() ?? null, after?.id ?? null, limit],
  );
  return rows.map(rowOf);
}
