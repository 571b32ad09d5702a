import type { Queryable } from '../../database/transaction.ts';

export interface ActivityRow {
  readonly accountId: string;
  readonly occurredAt: Date;
  readonly eventId: string;
  readonly kind: 'debit' | 'credit' | 'reversal';
  readonly transferId: string;
  readonly counterparty: string;
  /** Minor units, signed. */
  readonly amount: bigint;
  readonly currency: string;
}

export interface ActivityKey {
  readonly occurredAt: Date;
  readonly eventId: string;
}

export const activityColumns = `account_id as "accountId", occurred_at as "occurredAt", event_id as "eventId", kind,
  transfer_id as "transferId", counterparty, amount, currency`;

/** An account's lines in this shard, newest first. @param after the line before the first one wanted. */
export async function listActivity(
  shard: Queryable,
  accountId: string,
  after: ActivityKey | undefined,
  limit: number,
): Promise<ActivityRow[]> {
  const { rows } = await shard.query<ActivityRow>(
    `select ${activityColumns} from projection.account_activity
      where account_id = $1 and ($2::timestamptz is null or (occurred_at, event_id) < ($2::timestamptz, $3::uuid))
      order by occurred_at desc, event_id desc
      limit $4::int`,
    [accountId, after?.occurredAt ?? null, after?.eventId ?? null, limit],
  );
  return rows;
}
