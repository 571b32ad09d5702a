import type { Queryable } from '../../database/transaction.ts';
import { type DeadLetterRow, deadLetterColumns, rowOf, type StoredDeadLetter } from './dead-letter-row.ts';

const maxRows = 20;

/** Those whose body holds this text, oldest first, ended or not. Reads the whole table, which is short unless something is wrong. */
export async function listDeadLettersNaming(database: Queryable, text: string): Promise<DeadLetterRow[]> {
  const { rows } = await database.query<StoredDeadLetter>(
    `select ${deadLetterColumns}
       from dead_letter where position(convert_to($1::text, 'UTF8') in body) > 0
      order by parked_at, id
      limit $2::int`,
    [text, maxRows],
  );
  return rows.map(rowOf);
}
