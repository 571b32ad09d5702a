import type { Statement } from '../../database/transaction.ts';
import type { LockedAccount } from './lock-accounts.ts';

/** Writes back accounts that this transaction has locked and posted to. */
export function updateAccounts(accounts: readonly LockedAccount[]): Statement<void> {
  return {
    text: `update account
        set balance = posted.balance, entry_count = posted.entry_count, chain_hash = posted.chain_hash
       from unnest($1::text[], $2::numeric[], $3::bigint[], $4::bytea[]) as posted (id, balance, entry_count, chain_hash)
      where account.id = posted.id`,
    values: [
      accounts.map(({ id }) => id),
      accounts.map(({ balance }) => balance),
      accounts.map(({ entryCount }) => entryCount),
      accounts.map(({ chainHash }) => chainHash),
    ],
    read: () => {},
  };
}
