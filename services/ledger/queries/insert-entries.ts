import type { Statement } from '../../database/transaction.ts';
import type { Posting } from '../chain.ts';

/** Writes both lines of each posting in one statement, so that the database can check that they sum to zero. */
export function insertEntries(postings: readonly Posting[], postedAt: string): Statement<void> {
  return {
    text: `with posting as (
       select * from unnest($1::uuid[], $2::entry_step[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::numeric[], $9::bytea[])
         as posting (transfer_id, step, account_id, system_account_id, amount, currency, entry_number, balance_after, chain_hash)
     )
     insert into entry (transfer_id, step, line, account_id, amount, currency, posted_at, entry_number, balance_after, chain_hash)
     select transfer_id, step, 1, account_id, amount, currency, $10::timestamptz, entry_number, balance_after, chain_hash from posting
     union all
     select transfer_id, step, 2, system_account_id, -amount, currency, $10::timestamptz, null, null, null from posting`,
    values: [
      postings.map(({ transferId }) => transferId),
      postings.map(({ step }) => step),
      postings.map(({ accountId }) => accountId),
      postings.map(({ systemAccountId }) => systemAccountId),
      postings.map(({ amount }) => amount),
      postings.map(({ currency }) => currency),
      postings.map(({ entryNumber }) => entryNumber),
      postings.map(({ balanceAfter }) => balanceAfter),
      postings.map(({ chainHash }) => chainHash),
      postedAt,
    ],
    read: () => {},
  };
}
