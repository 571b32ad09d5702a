/** All that a repetition must leave as it was: read before and after, the two are equal. */
import type { Shards } from '../../services/database/shards.ts';

export interface OutboxRow {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
}

export async function books(shards: Shards) {
  const rows = async <Row extends object>(sql: string): Promise<Row[]> => {
    const results = await Promise.all(shards.all.map(({ pool }) => pool.query<Row>(sql)));
    return results.flatMap((result) => result.rows);
  };
  return {
    accounts: await rows('select * from account order by id'),
    entries: await rows('select * from entry order by transfer_id, step, line'),
    records: await rows('select * from step_record order by transfer_id, step'),
    transfers: await rows('select id, attempt, outcome, outcome_reason from transfer order by id'),
    outbox: await rows<OutboxRow>('select id, kind, payload from outbox order by id'),
  };
}
