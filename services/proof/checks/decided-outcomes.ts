/** The outcome that a step record decides, as services/domain/outcome.ts says it: a subquery of one row per deciding record. */
export const decidedOutcomes = `
  select transfer_id, from_account, to_account, amount, currency, recorded_at,
         case when step = 'credit' then 'Completed' when step = 'reversal' then 'RolledBack' else 'Rejected' end as outcome,
         case when step = 'credit' then null else coalesce(reason, 'TimedOut') end as reason
    from step_record
   where step = 'reversal'
      or (step = 'credit' and verdict = 'applied')
      or (step = 'debit' and verdict <> 'applied')`;
