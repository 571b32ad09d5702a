import type { ShardCheck } from '../shard-check.ts';

export const entryNumbersUnbroken: ShardCheck = {
  name: 'entry-numbers-unbroken',
  description: "Each account's entries are numbered from 1 to its entry count, without a gap or a duplicate.",
  counted: ['customerEntries'],
  violating: `
    select coalesce(account.id, posted.account_id) as account, account.entry_count as "entryCount", posted.entries,
           posted.lowest as "lowestNumber", posted.highest as "highestNumber"
      from account
      full join (
        select account_id, count(*) as entries, count(distinct entry_number) as numbers,
               min(entry_number) as lowest, max(entry_number) as highest
          from entry where line = 1 group by account_id
      ) posted on posted.account_id = account.id
     where account.entry_count is distinct from coalesce(posted.entries, 0)
        or posted.numbers <> posted.entries
        or posted.lowest <> 1
        or posted.highest <> posted.entries`,
};
