import type { Queryable } from '../../database/transaction.ts';
import type { ChainHead } from '../chain.ts';

export interface NewAccount extends ChainHead {
  readonly id: string;
  readonly currency: string;
  /** Minor units: the sum of its entries. */
  readonly balance: bigint;
  /** Minor units. */
  readonly overdraftLimit: bigint;
  readonly owner: string | null;
}

/** @returns false if there is an account with this id, which is its forever. */
export async function insertAccount(tx: Queryable, account: NewAccount, openedAt: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into account (id, currency, balance, overdraft_limit, owner, entry_count, chain_hash, opened_at)
     values ($1, $2, $3::numeric, $4::bigint, $5, $6::bigint, $7::bytea, $8::timestamptz)
     on conflict (id) do nothing`,
    [
      account.id,
      account.currency,
      account.balance,
      account.overdraftLimit,
      account.owner,
      account.entryCount,
      account.chainHash,
      openedAt,
    ],
  );
  return rowCount === 1;
}
