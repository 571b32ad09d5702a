import type { Queryable } from '../../../database/transaction.ts';

export interface VerdictRow {
  /** The request's id where it was refused, else the transfer's. */
  readonly id: string;
  readonly outcome: 'Completed' | 'Rejected' | 'RolledBack' | 'Refused';
  /** Of the payload that the outcome belongs to; null for a refusal, whose id says it. */
  readonly payloadHash: Buffer | null;
}

/** The outcomes that are known of these requests in one registry. */
export async function readVerdicts(
  registry: Queryable,
  transferIds: readonly string[],
  requestIds: readonly string[],
): Promise<VerdictRow[]> {
  const { rows } = await registry.query<VerdictRow>(
    `select id, outcome::text as outcome, payload_hash as "payloadHash"
       from transfer where id = any ($1::uuid[]) and outcome is not null
     union all
     select request_id, 'Refused', null from refused_request where request_id = any ($2::uuid[])`,
    [transferIds, requestIds],
  );
  return rows;
}
