import type { ShardCheck } from '../shard-check.ts';

/**
 * A consumer that writes a record answers the command's token in the same transaction. Only a credit's tombstone has no answer: the
 * rollback that wrote it answers from its second half, at the source.
 */
export const stepsHaveAnswers: ShardCheck = {
  name: 'steps-have-answers',
  description: 'Each step that was decided has an answer to the workflow, which says the same.',
  counted: ['callbacks'],
  violating: `
    with expected as (
      select transfer_id, step,
             case
               when step = 'reversal' then 'RolledBack ' || reason
               when verdict = 'refused' then initcap(step::text) || 'Refused ' || reason
               when step = 'credit' then 'Completed'
               when verdict = 'applied' then 'applied'
               else 'Rejected TimedOut'
             end as answer
        from step_record
       where not (step = 'credit' and verdict = 'cancelled')
    ), callback as materialized (
      select distinct transfer_id,
             case when (said ->> 'success')::boolean
                  then concat_ws(' ', coalesce(said #>> '{output,outcome}', said #>> '{output,verdict}'), said #>> '{output,reason}')
                  else concat_ws(' ', said ->> 'error', said ->> 'cause') end as answer
        from (select transfer_id, payload::jsonb as said from outbox where kind = 'callback' offset 0) parsed
    )
    select expected.transfer_id as "transferId", expected.step::text as step, expected.answer as "missingAnswer"
      from expected
      left join callback on callback.transfer_id = expected.transfer_id and callback.answer = expected.answer
     where callback.answer is null`,
};
