import type { ShardCheck } from '../shard-check.ts';

const tables = [
  ['account', 'id'],
  ['step_record', `transfer_id || ' ' || step`],
  ['transfer', 'id::text'],
  ['refused_request', 'request_id::text'],
  ['dead_letter', 'id::text'],
  ['message_fault', 'id::text'],
  ['attention_acknowledgement', 'transfer_id::text'],
] as const;

/** Entries and outbox messages have no bucket: they lie with the account or transfer whose transaction wrote them, which other checks join. */
export const rowsInTheirShard: ShardCheck = {
  name: 'rows-in-their-shard',
  description:
    'Every account, record, transfer, refusal, acknowledgement and dead letter lies in the database that its bucket belongs to.',
  counted: ['accounts', 'records', 'transfers', 'refusedRequests'],
  violating: tables
    .map(
      ([table, id]) => `
        select '${table}' as "table", ${id} as id, stray.bucket, home.shard as "belongsToShard"
          from ${table} stray
          left join bucket_home home on home.bucket = stray.bucket
         where home.shard is distinct from (select number from ledger_shard)`,
    )
    .join(' union all '),
};
