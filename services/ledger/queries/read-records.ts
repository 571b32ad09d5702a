import type { Queryable } from '../../database/transaction.ts';
import type { StepRecord } from '../../domain/transfer.ts';

/** All records that this database holds of the transfers. */
export async function readRecords(tx: Queryable, transferIds: readonly string[]): Promise<StepRecord[]> {
  const { rows } = await tx.query<StepRecord>(
    `select transfer_id as "transferId", step, verdict, reason,
            from_account as "fromAccount", to_account as "toAccount", amount, currency
       from step_record
      where transfer_id = any ($1::uuid[])`,
    [transferIds],
  );
  return rows;
}
