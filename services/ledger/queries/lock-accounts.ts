import type { Queryable } from '../../database/transaction.ts';
import type { Account } from '../../domain/transfer.ts';
import type { ChainHead } from '../chain.ts';

export type LockedAccount = Account & ChainHead;

/**
 * Locks those accounts that exist, in the order of their ids: two batches that share accounts meet at the first one and never
 * deadlock. A statement of its own: later reads see everything that the lock waited for.
 */
export async function lockAccounts(tx: Queryable, ids: readonly string[]): Promise<LockedAccount[]> {
  const { rows } = await tx.query<LockedAccount>(
    `select id, currency, status, balance, overdraft_limit as "overdraftLimit",
            entry_count as "entryCount", chain_hash as "chainHash"
       from account
      where id = any ($1::text[])
      order by id
        for no key update`,
    [ids],
  );
  return rows;
}
