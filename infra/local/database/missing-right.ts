/** The role of DATABASE_URL lacks a right that a ledger needs. */
import { DatabaseError } from 'pg';
import { StartupError } from '../startup-error.ts';

const insufficientPrivilege = '42501';

/** For an error that PostgreSQL gave for lack of a right, or that has one as its cause. Returns undefined for any other error. */
export function missingRight(error: unknown, url: string): StartupError | undefined {
  const refusal = causesOf(error).find(
    (cause) => cause instanceof DatabaseError && cause.code === insufficientPrivilege,
  );
  if (!(refusal instanceof DatabaseError)) return undefined;
  const { username, pathname } = new URL(url);
  const role = decodeURIComponent(username);
  const database = decodeURIComponent(pathname.slice(1));
  return new StartupError(
    `The role ${role} of DATABASE_URL lacks a right (${refusal.message}): it must own the database ${database} and be allowed to create roles, and databases if one is missing or LEDGER_SHARDS is more than 1; ` +
      `as a superuser: alter role "${role}" createrole createdb; alter database "${database}" owner to "${role}".`,
    { cause: error },
  );
}

function causesOf(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
