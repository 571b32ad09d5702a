import type { Statement } from '../../database/transaction.ts';
import type { StepRecord } from '../../domain/transfer.ts';

/**
 * Writes step records. Where an account row is locked nobody else can have written one since it was read; where there is none
 * (a tombstone of an unknown account) the primary key is the gate: a unique violation when another transaction was first, after
 * which this one is taken again and reads that record.
 */
export function insertRecords(records: readonly StepRecord[], recordedAt: string): Statement<void> {
  // One order for all: two batches that wait for each other's keys would deadlock.
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
