import type { Queryable } from '../../database/transaction.ts';
import type { AccountStatus } from '../../domain/transfer.ts';

/** For an account that the caller has locked. */
export async function updateStatus(tx: Queryable, id: string, status: AccountStatus): Promise<void> {
  await tx.query('update account set status = $2::account_status where id = $1', [id, status]);
}
