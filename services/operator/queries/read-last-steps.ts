import type { Queryable } from '../../database/transaction.ts';

export interface LastStep {
  readonly transferId: string;
  readonly step: 'debit' | 'credit' | 'reversal';
  readonly verdict: 'applied' | 'refused' | 'cancelled';
  readonly reason: string | null;
  readonly at: Date;
}

/** The newest record of each transfer in this shard; another shard may hold a newer one. */
export async function readLastSteps(shard: Queryable, transferIds: readonly string[]): Promise<LastStep[]> {
  const { rows } = await shard.query<LastStep>(
    `select distinct on (transfer_id) transfer_id as "transferId", step::text as step, verdict::text as verdict, reason,
            recorded_at as at
       from step_record where transfer_id = any ($1::uuid[])
      order by transfer_id, recorded_at desc, step desc`,
    [transferIds],
  );
  return rows;
}
