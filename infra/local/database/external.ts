/** The user's own PostgreSQL server, named by `DATABASE_URL`, instead of the embedded one. */
import { type Client, DatabaseError } from 'pg';
import { withClient } from '../../../services/database/databases.ts';
import { requireDurable, requireServer, UnusableDatabase } from '../../../services/database/requirements.ts';
import { StartupError } from '../startup-error.ts';
import type { Postgres } from './embedded/index.ts';

/** The database does not exist yet: the migrator creates it. */
const invalidCatalogName = '3D000';

/**
 * @param mayLoseData whether the server may be one that does not survive a power cut
 * @throws StartupError, without the password, if the URL is malformed or the server refuses its user or cannot keep a ledger
 */
export async function useServer(databaseUrl: string, mayLoseData = false): Promise<Postgres> {
  const url = parse(databaseUrl);
  await requireUsable(url.href, mayLoseData).catch((cause) => {
    if (cause instanceof UnusableDatabase) throw new StartupError(cause.message, { cause });
    throw new StartupError(
      `The PostgreSQL server that DATABASE_URL names (${withoutPassword(url)}) cannot be used: ${reason(cause)}; repair the variable, or leave it out to use the embedded Postgres.`,
      { cause },
    );
  });
  return { url: url.href, ended: new Promise(() => {}), stop: async () => {} };
}

async function requireUsable(url: string, mayLoseData: boolean): Promise<void> {
  await withAnyDatabase(url, async (client) => {
    await requireServer(client);
    if (!mayLoseData) await requireDurable(client);
  });
}

/** The database that the URL names, or the one for maintenance if it does not exist yet. */
async function withAnyDatabase(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  try {
    await withClient(url, work);
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === invalidCatalogName)) throw error;
    await withClient(Object.assign(new URL(url), { pathname: '/postgres' }).href, work);
  }
}

function parse(databaseUrl: string): URL {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  const usable = url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1;
  // The roles' passwords are derived from the owner's, so the URL needs one even if the server asks for none.
  if (usable && url.username !== '' && url.password !== '') return url;
  throw new StartupError(
    'DATABASE_URL must read postgresql://user:password@host:port/database; repair it, or leave it out to use the embedded Postgres.',
  );
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}

/** Connecting to a name with several addresses fails with an AggregateError, which has no message of its own. */
function reason(cause: unknown): string {
  if (cause instanceof AggregateError) return reason(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
