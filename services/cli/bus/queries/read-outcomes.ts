import type { Queryable } from '../../../database/transaction.ts';

export interface OutcomeRow {
  /** The request's id if it was refused, otherwise the transfer's. */
  readonly id: string;
  readonly outcome: 'Completed' | 'Rejected' | 'RolledBack' | 'Refused';
  /** Of the payload that has this outcome; null for a refused request, whose id is enough. */
  readonly payloadHash: Buffer | null;
}

/** The outcomes of these requests that one shard knows. */
export async function readOutcomes(
  registry: Queryable,
  transferIds: readonly string[],
  requestIds: readonly string[],
): Promise<OutcomeRow[]> {
  const { rows } = await registry.query<OutcomeRow>(
    `select id, outcome::text as outcome, payload_hash as "payloadHash"
       from transfer where id = any ($1::uuid[]) and outcome is not null
     union all
     select request_id, 'Refused', null from refused_request where request_id = any ($2::uuid[])`,
    [transferIds, requestIds],
  );
  return rows;
}
