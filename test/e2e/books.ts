/** All that a replay must not change, as one text: equal before and after. */
import type { Shards } from '../../services/database/shards.ts';

const parts = [
  `select id, status, balance::text, entry_count::text, encode(chain_hash, 'hex') as chain from account order by id`,
  `select transfer_id, step, line, account_id, amount::text from entry order by transfer_id, step, line`,
  'select transfer_id, step, verdict, reason from step_record order by transfer_id, step',
  'select id, attempt, outcome, outcome_reason from transfer order by id',
  'select id, kind from outbox order by id',
];

export async function books(shards: Shards): Promise<unknown[][]> {
  const answers = await Promise.all(shards.all.flatMap(({ pool }) => parts.map((sql) => pool.query(sql))));
  return answers.map(({ rows }) => rows);
}
