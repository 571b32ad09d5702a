/** The URLs of a ledger's databases: shard 0 is the database that the URL names, shard i is `<name>_<i>` on the same server. */
import { type Client, DatabaseError } from 'pg';
import { connectionConfig, LedgerClient } from './connection.ts';
import { setOwnerSession } from './session-settings.ts';

/** One database name per shard, in order; `name` is shard 0's. */
export function shardNames(name: string, shards: number): string[] {
  return Array.from({ length: shards }, (_, shard) => (shard === 0 ? name : `${name}_${shard}`));
}

/** One URL per shard, in order, with the credentials of `url`. */
export function shardUrls(url: string, shards: number): string[] {
  const { pathname } = new URL(url);
  return shardNames(pathname, shards).map((path) => {
    const each = new URL(url);
    each.pathname = path;
    return each.href;
  });
}

/** The same server and database, as another role. */
export function withCredentials(url: string, user: string, password: string): string {
  const each = new URL(url);
  // The setters do not escape `%`, and a login token is full of them.
  each.username = encodeURIComponent(user);
  each.password = encodeURIComponent(password);
  return each.href;
}

const invalidCatalogName = '3D000';
/** If two processes create a database at once, the loser gets 42P04 (it exists) or 23505 (from the catalog's index). */
const alreadyCreated = new Set(['42P04', '23505']);

/** Creates the database that `url` names if it is missing. Safe if two processes do so at once. @returns whether it was missing */
export async function createDatabase(url: string): Promise<boolean> {
  if (await exists(url)) return false;
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  await withClient(maintenance.href, async (client) => {
    const name = decodeURIComponent(new URL(url).pathname.slice(1));
    // template1 may hold things of the server's own, and has one encoding; template0 holds nothing and takes any.
    await client
      .query(`create database ${client.escapeIdentifier(name)} template template0 encoding 'UTF8'`)
      .catch((error) => {
        if (!(error instanceof DatabaseError && alreadyCreated.has(error.code ?? ''))) throw error;
      });
  });
  return true;
}

async function exists(url: string): Promise<boolean> {
  return withClient(url, async () => true).catch((error) => {
    if (error instanceof DatabaseError && error.code === invalidCatalogName) return false;
    throw error;
  });
}

/**
 * Runs `work` on a connection of its own, with the owner's settings. Not through a proxy, which would have to pin it.
 * @param url as owner or administrator
 */
export async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  return withSession(url, async (client) => {
    await client.query(setOwnerSession());
    return work(client);
  });
}

/** The same with the settings that server, database and role give. */
export async function withSession<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new LedgerClient(connectionConfig(url));
  client.on('error', () => {}); // a lost connection fails the query under way, or the next one
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
