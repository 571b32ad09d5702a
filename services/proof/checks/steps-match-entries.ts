import type { ShardCheck } from '../shard-check.ts';

/** A record and its entries are written in one transaction, in the database of the account that the step touches. */
export const stepsMatchEntries: ShardCheck = {
  name: 'steps-match-entries',
  description:
    "Each applied step has its entries, of its account, amount and time; every entry has its step, except an account's opening, its first.",
  counted: ['records'],
  violating: `
    select coalesce(record.transfer_id, posted.transfer_id) as "transferId", coalesce(record.step, posted.step) as step,
           record.account as "recordAccount", record.amount as "recordAmount",
           posted.account_id as "entryAccount", posted.amount as "entryAmount"
      from (
        select transfer_id, step::text as step, currency, recorded_at,
               case step when 'credit' then to_account else from_account end as account,
               case step when 'debit' then -amount else amount end as amount
          from step_record where verdict = 'applied'
      ) record
      full join (
        select transfer_id, step::text as step, currency, posted_at, account_id, amount
          from entry where line = 1 and step <> 'opening'
      ) posted on posted.transfer_id = record.transfer_id and posted.step = record.step
     where record.step is null or posted.step is null
        or posted.account_id <> record.account
        or posted.amount <> record.amount
        or posted.currency <> record.currency
        or posted.posted_at <> record.recorded_at
    union all
    select transfer_id, 'opening', null, null, account_id, amount
      from entry
     where step = 'opening' and line = 1 and (entry_number <> 1 or amount < 0)`,
};
