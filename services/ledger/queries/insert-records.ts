import type { StepRecord } from '../../domain/transfer.ts';
import { ConcurrentWriteError, type Queryable } from '../transaction.ts';

/**
 * Writes step records. Where an account row is locked nobody else can have written one since it was read; where there is none
 * (a tombstone of an unknown account) the primary key is the gate.
 * @throws ConcurrentWriteError when another transaction was first: take this one again, and it reads that record.
 */
export async function insertRecords(tx: Queryable, records: readonly StepRecord[], recordedAt: string): Promise<void> {
  // One order for all: two batches that wait for each other's keys would deadlock.
  const sorted = records.toSorted((left, right) => (left.transferId < right.transferId ? -1 : 1));
  const { rowCount } = await tx.query(
    `insert into step_record (transfer_id, step, verdict, reason, from_account, to_account, amount, currency, recorded_at)
     select *, $9::timestamptz
       from unnest($1::uuid[], $2::step[], $3::verdict[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])
     on conflict (transfer_id, step) do nothing`,
    [
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
  );
  if (rowCount !== records.length) throw new ConcurrentWriteError('a step record was written meanwhile');
}
