import type { ShardCheck } from '../shard-check.ts';

export const balancesMatchEntries: ShardCheck = {
  name: 'balances-match-entries',
  description: "Each account's balance is the sum of its entries, all in its own currency.",
  counted: ['accounts'],
  violating: `
    select coalesce(account.id, posted.account_id) as account, account.currency, account.balance,
           posted.total as "entriesSum", posted.min_currency as "entriesCurrency"
      from account
      full join (
        select account_id, sum(amount) as total, min(currency) as min_currency, max(currency) as max_currency
          from entry where line = 1 group by account_id
      ) posted on posted.account_id = account.id
     where account.id is null
        or account.balance <> coalesce(posted.total, 0)
        or posted.min_currency <> account.currency
        or posted.max_currency <> account.currency`,
};
