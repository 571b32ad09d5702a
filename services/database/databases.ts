/** The databases of a system: shard 0 is the one the URL names, shard i is `<name>_<i>` on the same server. */
import { Client, DatabaseError } from 'pg';

/** The names of the databases of a ledger, in order; `name` is shard 0's. */
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
  // The setters leave a `%` as it is, and a login token is full of them.
  each.username = encodeURIComponent(user);
  each.password = encodeURIComponent(password);
  return each.href;
}

const invalidCatalogName = '3D000';
/** The loser of two that create one database at once gets the second, from the catalogue's index. */
const createdMeanwhile = new Set(['42P04', '23505']);

/** Makes the database that `url` names unless it is there. Safe when two do so at once. @returns whether it was not there */
export async function createDatabase(url: string): Promise<boolean> {
  if (await exists(url)) return false;
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  await withClient(maintenance.href, async (client) => {
    const name = decodeURIComponent(new URL(url).pathname.slice(1));
    // template0 has nothing of the server's own that could get in the way, and takes any encoding.
    await client
      .query(`create database ${client.escapeIdentifier(name)} template template0 encoding 'UTF8'`)
      .catch((error) => {
        if (!(error instanceof DatabaseError && createdMeanwhile.has(error.code ?? ''))) throw error;
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

/** Runs `work` on a connection of its own. */
export async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // reported by the query that was under way, or by the next one
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
