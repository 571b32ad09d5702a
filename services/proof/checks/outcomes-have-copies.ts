import type { ShardCheck } from '../shard-check.ts';
import { decidedOutcomes } from './decided-outcomes.ts';

export const outcomesHaveCopies: ShardCheck = {
  name: 'outcomes-have-copies',
  description:
    'Each outcome that a record decides has one effect that copies it to the registry, and none was made up.',
  counted: ['outcomes'],
  violating: `
    select coalesce(decided.transfer_id, effect.transfer_id) as "transferId",
           decided.outcome, decided.reason, effect.outcome as "effectOutcome", effect.reason as "effectReason"
      from (${decidedOutcomes}) decided
      full join (
        select outbox.transfer_id, said.*
          from outbox, json_to_record(payload) as said (outcome text, reason text, "decidedAt" timestamptz)
         where kind = 'outcome'
      ) effect on effect.transfer_id = decided.transfer_id
     where decided.outcome is distinct from effect.outcome
        or decided.reason is distinct from effect.reason
        or decided.recorded_at is distinct from effect."decidedAt"`,
};
