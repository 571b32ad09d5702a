import type { Queryable } from '../../../database/transaction.ts';

/** Forgets the faults of messages that are done or parked, and of those that no queue can hold any more (SQS keeps a message 14 days). */
export async function deleteFaults(database: Queryable, ids: readonly string[]): Promise<void> {
  await database.query(
    `delete from message_fault where id = any ($1::uuid[]) or last_at < now() - interval '15 days'`,
    [ids],
  );
}
