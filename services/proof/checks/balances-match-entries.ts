import type { ShardCheck } from '../shard-check.ts';

export const balancesMatchEntries: ShardCheck = {
  name: 'balances-match-entries',
  description: "Each account's balance is the sum of its entries, all in its own currency.",
  counted: ['accounts'],
  violating: `
    select coalesce(account.id, posted.account_id) as account, account.currency, account.balance,
           posted.total as "entriesSum", posted.least_currency as "entriesCurrency"
      from account
      full join (
        select account_id, sum(amount) as total, min(currency) as least_currency, max(currency) as greatest_currency
          from entry where line = 1 group by account_id
      ) posted on posted.account_id = account.id
     where account.id is null
        or account.balance <> coalesce(posted.total, 0)
        or posted.least_currency <> account.currency
        or posted.greatest_currency <> account.currency`,
};
