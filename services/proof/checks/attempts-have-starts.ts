import type { ShardCheck } from '../shard-check.ts';

export const attemptsHaveStarts: ShardCheck = {
  name: 'attempts-have-starts',
  description: 'Each attempt of an accepted transfer has the outbox message that starts its workflow.',
  counted: ['starts'],
  violating: `
    select coalesce(transfer.id, start.transfer_id) as "transferId", transfer.attempt as attempts, start.starts
      from transfer
      full join (
        select transfer_id, count(*) as starts from outbox where kind = 'start' group by transfer_id
      ) start on start.transfer_id = transfer.id
     where transfer.attempt is distinct from start.starts`,
};
