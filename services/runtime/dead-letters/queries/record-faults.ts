import type { Queryable } from '../../../database/transaction.ts';
import type { DeadLetter } from '../dead-letter.ts';

/** Counts one more fault of each message. @returns the ids of those that have `maxFaults` now */
export async function recordFaults(
  database: Queryable,
  failed: readonly DeadLetter[],
  maxFaults: number,
): Promise<ReadonlySet<string>> {
  const { rows } = await database.query<{ id: string; faults: number }>(
    `insert into message_fault (id, queue, message_id, faults, reason)
     select id, queue, message_id, 1, reason
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as failed (id, queue, message_id, reason)
      order by id
     on conflict (id) do update
        set faults = message_fault.faults + 1, reason = excluded.reason, last_at = now()
     returning id, faults`,
    [
      failed.map(({ id }) => id),
      failed.map(({ queue }) => queue),
      failed.map(({ record }) => record.messageId),
      failed.map(({ reasons }) => storable(reasons.join('; '))),
    ],
  );
  return new Set(rows.filter(({ faults }) => faults >= maxFaults).map(({ id }) => id));
}

/** PostgreSQL's text holds no NUL and no half of a character. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\ufffd'), 'utf8').toString('utf8');
}
