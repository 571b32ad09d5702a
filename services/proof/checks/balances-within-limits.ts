import type { ShardCheck } from '../shard-check.ts';

export const balancesWithinLimits: ShardCheck = {
  name: 'balances-within-limits',
  description: 'No account is further below zero than its overdraft limit.',
  counted: ['accounts'],
  violating: `
    select id as account, currency, balance, overdraft_limit as "overdraftLimit"
      from account
     where overdraft_limit < 0 or balance::numeric + overdraft_limit < 0`,
};
