import type { ShardCheck } from '../shard-check.ts';

/** Exactly the text that services/ledger/chain.ts hashes when it posts. */
const chainedText = `
  concat_ws('|',
    encode(coalesce(lag(entry.chain_hash) over chain, decode(repeat('00', 32), 'hex')), 'hex'),
    entry.account_id, entry.entry_number, entry.transfer_id, entry.step, entry.amount, entry.balance_after, entry.currency,
    (extract(epoch from entry.posted_at) * 1000)::bigint,
    sibling.account_id, sibling.amount)`;

/**
 * Each entry is checked against the stored hash of the one before it, so that an alteration shows where it was made and not in all
 * entries after it. The account's own hash is the head: it shows if entries were cut off at the end.
 */
export const hashChainsIntact: ShardCheck = {
  name: 'hash-chains-intact',
  description:
    "No entry was altered, removed or inserted: each entry's hash, over its predecessor's hash, itself and its system sibling, is right.",
  counted: ['customerEntries'],
  violating: `
    select account_id as account, entry_number as "entryNumber", transfer_id as "transferId", step::text as step,
           case when chain_hash is distinct from expected_hash then 'hash' else 'running balance' end as "doesNotMatch"
      from (
        select entry.account_id, entry.entry_number, entry.transfer_id, entry.step, entry.chain_hash, entry.balance_after,
               sha256(convert_to(${chainedText}, 'UTF8')) as expected_hash,
               coalesce(lag(entry.balance_after) over chain, 0)::numeric + entry.amount as expected_balance
          from entry
          left join entry sibling
            on sibling.transfer_id = entry.transfer_id and sibling.step = entry.step and sibling.line = 2
         where entry.line = 1
        window chain as (partition by entry.account_id order by entry.entry_number)
      ) recomputed
     where chain_hash is distinct from expected_hash or balance_after is distinct from expected_balance
    union all
    select account.id, account.entry_count, last.transfer_id, last.step::text, 'head of the account'
      from account
      left join entry last on last.account_id = account.id and last.entry_number = account.entry_count
     where account.chain_hash is distinct from
           case when account.entry_count = 0 then decode(repeat('00', 32), 'hex') else last.chain_hash end`,
};
