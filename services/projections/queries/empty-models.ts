import type { Queryable } from '../../database/transaction.ts';

/** At one moment: a batch is counted in before it, and gone, or after it. */
export async function emptyModels(shard: Queryable): Promise<void> {
  await shard.query('truncate projection.fact, projection.transfer_status, projection.account_activity');
}
