import type { Queryable } from '../../../database/transaction.ts';
import type { AccountStatus } from '../../../domain/transfer.ts';
import type { AccountRow } from '../view.ts';

/** @param afterId '' for the first page. Ids are compared byte by byte, as the merge of the shards' pages in JavaScript does. */
export async function listAccounts(
  shard: Queryable,
  afterId: string,
  status: AccountStatus | undefined,
  limit: number,
): Promise<AccountRow[]> {
  const { rows } = await shard.query<AccountRow>(
    `select id, currency, status, balance, overdraft_limit as "overdraftLimit", owner, opened_at as "openedAt"
       from account
      where id collate "C" > $1 and ($2::account_status is null or status = $2::account_status)
      order by id collate "C"
      limit $3::int`,
    [afterId, status ?? null, limit],
  );
  return rows;
}
