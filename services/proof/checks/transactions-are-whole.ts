import type { ShardCheck } from '../shard-check.ts';

export const transactionsAreWhole: ShardCheck = {
  name: 'transactions-are-whole',
  description:
    "Every transaction has two lines, the customer's and the system account's, of opposite amounts, one currency and one time.",
  counted: ['customerEntries'],
  violating: `
    select coalesce(customer.transfer_id, sibling.transfer_id) as "transferId",
           coalesce(customer.step, sibling.step)::text as step,
           customer.account_id as account, customer.amount, customer.currency,
           sibling.account_id as "systemAccount", sibling.amount as "systemAmount", sibling.currency as "systemCurrency"
      from (select * from entry where line = 1) customer
      full join (select * from entry where line = 2) sibling
        on sibling.transfer_id = customer.transfer_id and sibling.step = customer.step
     where customer.line is null or sibling.line is null
        or customer.amount + sibling.amount <> 0
        or customer.currency <> sibling.currency
        or customer.posted_at <> sibling.posted_at
        or sibling.account_id <> case customer.step when 'opening' then 'issuance:' else 'in-transit:' end || customer.currency`,
};
