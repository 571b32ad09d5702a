import type { Queryable } from '../../database/transaction.ts';
import type { DeadLetterEnd } from './dead-letter-row.ts';

/** Marks what a person did with a dead letter. The first one stays. @returns whether it was open */
export async function endDeadLetter(
  database: Queryable,
  id: string,
  { as, by, reason }: Omit<DeadLetterEnd, 'at'>,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `update dead_letter
        set ended_as = $2::dead_letter_end, ended_at = now(), ended_by = $3::text, ended_reason = $4::text
      where id = $1::uuid and ended_at is null`,
    [id, as, by, reason],
  );
  return rowCount === 1;
}
