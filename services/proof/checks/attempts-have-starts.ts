import type { ShardCheck } from '../shard-check.ts';

export const attemptsHaveStarts: ShardCheck = {
  name: 'attempts-have-starts',
  description: 'Each attempt of an accepted transfer has the effect that starts its workflow.',
  counted: ['starts'],
  violating: `
    select coalesce(transfer.id, start.transfer_id) as "transferId", transfer.attempt as attempts, start.starts
      from transfer
      full join (
        select transfer_id, count(*) as starts, count(distinct payload ->> 'name') as names,
               bool_and(starts_with(payload ->> 'name', transfer_id || '-')) as own
          from outbox where kind = 'start' group by transfer_id
      ) start on start.transfer_id = transfer.id
     where transfer.attempt is distinct from start.starts or start.names <> start.starts or not start.own`,
};
