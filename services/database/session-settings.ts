/**
 * What sessions need of the many settings that a server, a database or a role may have changed. The roles of the functions and of the
 * proof carry them (`alter role … set`): that outranks the database's and the server's own defaults, and pins no connection of RDS
 * Proxy, as a `set` would. Only a role's creator may do it, so whoever makes the roles does (roles.ts, iam-roles.ts), at every start and
 * deployment; no migration can (on AWS its role made none). The owner is the user's own role and is left as it is: its sessions set them
 * themselves (databases.ts). A setting that the server is too old to know is left out.
 */
import { auditRole, projectionsRole, serviceRole } from './role-names.ts';
import type { Queryable } from './transaction.ts';

/** A name of pg_settings and its value as `show` prints it. */
export type SessionSettings = Readonly<Record<string, string>>;

/** Those that would change an answer of ours, or what is acknowledged. */
export const meaning: SessionSettings = {
  search_path: 'public',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  // With `off` or `local`, money that was acknowledged is lost with the machine.
  synchronous_commit: 'on',
  // The driver reads dates, intervals and bytes in these forms only.
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  TimeZone: 'UTC',
  // What a null in an array, `= null` and a backslash in a string mean.
  array_nulls: 'on',
  transform_null_equals: 'off',
  standard_conforming_strings: 'on',
  backslash_quote: 'safe_encoding',
  quote_all_identifiers: 'off',
  // Otherwise the first refusal by a constraint ends the connection.
  exit_on_error: 'off',
  idle_session_timeout: '0',
};

/** No limit: migrations, dumps and the proof of a large ledger take what they take. */
const unbounded: SessionSettings = {
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  transaction_timeout: '0', // since version 17
};

/**
 * What a function does takes milliseconds. A lock that a stranger holds must not keep its connections: a batch that waits in vain is done
 * one by one, so that the other accounts go on, and the rest comes again. Twice the wait for the lock fits into the shortest time-out of
 * a consumer (3 s, infra/config.ts), so one redelivery, which the time-out of a state has room for, takes up what it left.
 * A process that was stopped in the middle of a transaction gives its locks back.
 */
const bounded: SessionSettings = {
  statement_timeout: '10s',
  lock_timeout: '1s',
  idle_in_transaction_session_timeout: '10s',
  transaction_timeout: '0',
};

/** Of every role that a function or a command of ours logs in as. */
export const roleSettings = {
  [serviceRole]: { ...meaning, ...bounded },
  // A batch has a thousand facts, and emptying the models waits for those that are under way.
  [projectionsRole]: { ...meaning, ...bounded, statement_timeout: '30s', lock_timeout: '5s' },
  [auditRole]: { ...meaning, ...unbounded },
} satisfies Record<string, SessionSettings>;

/** Of the sessions of owner and administrator. */
const ownerSettings: SessionSettings = { ...meaning, ...unbounded };

/** As the role's creator. Changes only what differs: every start comes by. */
export async function setForRole(database: Queryable, role: keyof typeof roleSettings): Promise<void> {
  const { rows } = await database.query<{ name: string; value: string }>(missing(role));
  for (const { name, value } of rows) await database.query(`alter role ${role} set ${name} = '${value}'`);
}

/** The settings that the role has yet to get. */
function missing(role: keyof typeof roleSettings): string {
  return `
    select name, value
      from ${known(roleSettings[role])}
     where not exists (select from pg_db_role_setting join pg_roles on pg_roles.oid = setrole
                        where rolname = '${role}' and setdatabase = 0 and name || '=' || value = any (setconfig))`;
}

/** The statement that gives a session, which no proxy shares, the settings of owner and administrator. */
export function setOwnerSession(): string {
  return `select set_config(name, value, false) from ${known(ownerSettings)}`;
}

function known(settings: SessionSettings): string {
  const rows = Object.entries(settings).map(([name, value]) => `('${name}', '${value}')`);
  return `(select name, value from (values ${rows.join(', ')}) as wanted (name, value)
      where name in (select name from pg_settings)) as known`;
}
