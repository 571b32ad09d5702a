import type { Queryable } from '../../database/transaction.ts';

/** In one statement: each batch is either in the models before and gone with them, or comes after. */
export async function emptyModels(shard: Queryable): Promise<void> {
  await shard.query('truncate projection.fact, projection.transfer_status, projection.account_activity');
}
