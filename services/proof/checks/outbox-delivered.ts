import type { ShardCheck } from '../shard-check.ts';

export const outboxDelivered: ShardCheck = {
  name: 'outbox-delivered',
  description:
    'Each outbox message (event, callback, start, copy of an outcome) was delivered, or is younger than the bound.',
  counted: ['events', 'callbacks', 'starts', 'outcomes'],
  violating: `
    select id as "outboxId", kind::text as kind, transfer_id as "transferId", created_at as "createdAt", attempts,
           last_error as "lastError"
      from outbox
     where delivered_at is null and created_at < $1::timestamptz
     order by created_at`,
};
