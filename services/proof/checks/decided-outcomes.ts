/** The outcomes that the step records decide, by the rule of services/domain/outcome.ts: a subquery with one row per deciding record. */
export const decidedOutcomesSql = `
  select transfer_id, from_account, to_account, amount, currency, recorded_at,
         case when step = 'credit' then 'Completed' when step = 'reversal' then 'RolledBack' else 'Rejected' end as outcome,
         case when step = 'credit' then null else coalesce(reason, 'TimedOut') end as reason
    from step_record
   where step = 'reversal'
      or (step = 'credit' and verdict = 'applied')
      or (step = 'debit' and verdict <> 'applied')`;
