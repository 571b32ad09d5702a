import type { Queryable } from '../../database/transaction.ts';
import type { StepRecord } from '../../domain/transfer.ts';

/** All records that this database holds of the transfers, with their time. */
export async function readRecordedSteps(
  shard: Queryable,
  transferIds: readonly string[],
): Promise<(StepRecord & { readonly recordedAt: Date })[]> {
  const { rows } = await shard.query<StepRecord & { readonly recordedAt: Date }>(
    `select transfer_id as "transferId", step, verdict, reason, from_account as "fromAccount", to_account as "toAccount",
            amount, currency, recorded_at as "recordedAt"
       from step_record
      where transfer_id = any ($1::uuid[])`,
    [transferIds],
  );
  return rows;
}
