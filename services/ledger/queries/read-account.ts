import type { Queryable } from '../../database/transaction.ts';
import type { Account } from '../../domain/transfer.ts';

export interface StoredAccount extends Account {
  readonly owner: string | null;
  readonly openedAt: Date;
  /** Entries posted so far. */
  readonly entryCount: bigint;
  /** Minor units. */
  readonly openingBalance: bigint;
}

export async function readAccount(database: Queryable, id: string): Promise<StoredAccount | undefined> {
  const { rows } = await database.query<StoredAccount>(
    `select account.id, account.currency, account.status, account.balance, account.overdraft_limit as "overdraftLimit",
            account.owner, account.opened_at as "openedAt", account.entry_count as "entryCount",
            coalesce(opening.amount, 0) as "openingBalance"
       from account
       left join entry opening on opening.account_id = account.id and opening.entry_number = 1 and opening.step = 'opening'
      where account.id = $1`,
    [id],
  );
  return rows[0];
}
