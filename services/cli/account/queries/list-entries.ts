import type { Queryable } from '../../../database/transaction.ts';

export interface EntryRow {
  readonly number: bigint;
  readonly at: Date;
  readonly step: string;
  readonly transferId: string;
  /** Minor units, signed. */
  readonly amount: bigint;
  readonly balanceAfter: bigint;
  readonly currency: string;
  /** The account at the other end of the transfer; null for an opening. */
  readonly counterparty: string | null;
}

/** An account's entries after number `after`, in order. */
export async function listEntries(
  shard: Queryable,
  accountId: string,
  after: bigint,
  limit: number,
): Promise<EntryRow[]> {
  const { rows } = await shard.query<EntryRow>(
    `select entry.entry_number as number, entry.posted_at as at, entry.step::text as step, entry.transfer_id as "transferId",
            entry.amount, entry.balance_after as "balanceAfter", entry.currency,
            case record.step when 'credit' then record.from_account else record.to_account end as counterparty
       from entry
       left join step_record record on record.transfer_id = entry.transfer_id and record.step::text = entry.step::text
      where entry.account_id = $1 and entry.entry_number > $2::bigint
      order by entry.entry_number
      limit $3::int`,
    [accountId, after, limit],
  );
  return rows;
}
