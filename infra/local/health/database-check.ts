/** Whether a database would take a request now: what a request needs, asked without writing anything. */
import type { Shard } from '../../../services/database/shards.ts';

/** What the functions on a request's way write. */
const written = [
  'account',
  'step_record',
  'entry',
  'transfer',
  'refused_request',
  'outbox',
  'dead_letter',
  'message_fault',
];

interface Answer {
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
  /** Not in the session's path. */
  readonly missing: readonly string[];
  readonly forbidden: readonly string[];
}

/** @throws Error that says which database and what is wrong */
export async function checkDatabase({ number, pool }: Shard): Promise<void> {
  const { rows } = await pool.query<Answer>(question, [written]);
  const complaint = rows[0] && complaintOf(rows[0]);
  if (complaint) throw new Error(`shard ${number} ${complaint}`);
  // Opens the tables themselves: an exclusive lock on one stops every request.
  await pool.query(reading);
}

function complaintOf({ isStandby, isReadOnly, missing, forbidden }: Answer): string | undefined {
  if (isStandby) return 'is a standby and cannot be written';
  if (isReadOnly) return 'is read-only';
  if (missing.length > 0) return `has no table ${missing.join(', ')} in its search_path`;
  if (forbidden.length > 0) return `lets the service write no rows to ${forbidden.join(', ')}`;
  return undefined;
}

const question = `
  select pg_is_in_recovery() as "isStandby",
         current_setting('transaction_read_only')::boolean as "isReadOnly",
         array(select name from unnest($1::text[]) as name where to_regclass(name) is null) as missing,
         array(select name from unnest($1::text[]) as name
                where to_regclass(name) is not null and not has_table_privilege(to_regclass(name), 'insert')) as forbidden`;

const reading = written.map((table) => `(select 1 from ${table} limit 1)`).join(' union all ');
