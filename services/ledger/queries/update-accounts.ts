import type { Queryable } from '../transaction.ts';
import type { LockedAccount } from './lock-accounts.ts';

/** Writes back accounts that this transaction has locked and posted to. */
export async function updateAccounts(tx: Queryable, accounts: readonly LockedAccount[]): Promise<void> {
  await tx.query(
    `update account
        set balance = posted.balance, entry_count = posted.entry_count, chain_hash = posted.chain_hash
       from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[]) as posted (id, balance, entry_count, chain_hash)
      where account.id = posted.id`,
    [
      accounts.map(({ id }) => id),
      accounts.map(({ balance }) => balance),
      accounts.map(({ entryCount }) => entryCount),
      accounts.map(({ chainHash }) => chainHash),
    ],
  );
}
