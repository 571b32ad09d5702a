import type { Queryable } from '../../database/transaction.ts';

export interface UndeliveredRow {
  readonly id: string;
  readonly kind: 'event' | 'callback' | 'start' | 'outcome';
  readonly createdAt: Date;
  /** Tries to deliver it that failed. */
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly lastError: string | null;
}

/** The messages of one transfer that wait in this shard for their delivery, oldest first. */
export async function readUndelivered(shard: Queryable, transferId: string): Promise<UndeliveredRow[]> {
  const { rows } = await shard.query<UndeliveredRow>(
    `select id, kind::text as kind, created_at as "createdAt", attempts, next_attempt_at as "nextAttemptAt",
            last_error as "lastError"
       from outbox where transfer_id = $1::uuid and delivered_at is null
      order by created_at, id`,
    [transferId],
  );
  return rows;
}
