import type { Statement } from '../../database/transaction.ts';
import type { StepRecord } from '../../domain/transfer.ts';

/**
 * Writes step records. If the account row is locked, nobody else can have written one since they were read. If there is no account
 * (a tombstone of an unknown one), the primary key is the gate: this fails with a unique violation if another transaction was first,
 * and is then run again and reads that record.
 */
export function insertRecords(records: readonly StepRecord[], recordedAt: string): Statement<void> {
  // Every batch in the same order: two that wait for each other's keys would deadlock.
  const sorted = records.toSorted((left, right) => (left.transferId < right.transferId ? -1 : 1));
  return {
    text: `insert into step_record (transfer_id, step, verdict, reason, from_account, to_account, amount, currency, recorded_at)
     select *, $9::timestamptz
       from unnest($1::uuid[], $2::step[], $3::verdict[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])`,
    values: [
      sorted.map(({ transferId }) => transferId),
      sorted.map(({ step }) => step),
      sorted.map(({ verdict }) => verdict),
      sorted.map(({ reason }) => reason),
      sorted.map(({ fromAccount }) => fromAccount),
      sorted.map(({ toAccount }) => toAccount),
      sorted.map(({ amount }) => amount),
      sorted.map(({ currency }) => currency),
      recordedAt,
    ],
    read: () => {},
  };
}
