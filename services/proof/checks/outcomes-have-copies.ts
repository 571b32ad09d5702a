import type { ShardCheck } from '../shard-check.ts';
import { decidedOutcomesSql } from './decided-outcomes.ts';

export const outcomesHaveCopies: ShardCheck = {
  name: 'outcomes-have-copies',
  description:
    'Each outcome that a record decides has one outbox message that copies it to the registry, and there is no other.',
  counted: ['outcomes'],
  violating: `
    select coalesce(decided.transfer_id, copy.transfer_id) as "transferId",
           decided.outcome, decided.reason, copy.outcome as "copiedOutcome", copy.reason as "copiedReason"
      from (${decidedOutcomesSql}) decided
      full join (
        select outbox.transfer_id, said.*
          from outbox, json_to_record(payload) as said (outcome text, reason text, "decidedAt" timestamptz)
         where kind = 'outcome'
      ) copy on copy.transfer_id = decided.transfer_id
     where decided.outcome is distinct from copy.outcome
        or decided.reason is distinct from copy.reason
        or decided.recorded_at is distinct from copy."decidedAt"`,
};
