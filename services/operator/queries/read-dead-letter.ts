import type { Queryable } from '../../database/transaction.ts';
import { type DeadLetterContent, deadLetterColumns, rowOf, type StoredContent } from './dead-letter-row.ts';

/** Returns undefined if there is none under this id. */
export async function readDeadLetter(database: Queryable, id: string): Promise<DeadLetterContent | undefined> {
  const { rows } = await database.query<StoredContent>(
    `select ${deadLetterColumns}, body, attributes from dead_letter where id = $1::uuid`,
    [id],
  );
  const [found] = rows;
  if (!found) return undefined;
  const { body, attributes, ...row } = found;
  return { ...rowOf(row), body: body.toString('utf8'), attributes };
}
