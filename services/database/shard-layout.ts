/** Which bucket lives in which database: decided once, when the ledger is created, and stored in every database. */
import type { Client } from 'pg';
import { withClient } from './databases.ts';
import { bucketCount } from './shards.ts';

/** How many databases the ledger at `url` (shard 0) was laid out over; undefined if it was not yet. */
export async function storedShardCount(url: string): Promise<number | undefined> {
  return withClient(url, async (client) => {
    if (!(await hasTables(client))) return undefined;
    const { rows } = await client.query<{ count: number | null }>('select max(shard) + 1 as count from bucket_home');
    return rows[0]?.count ?? undefined;
  });
}

async function hasTables(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('bucket_home') is not null as exists`);
  return rows[0]?.exists ?? false;
}

/**
 * Lays a new ledger out evenly over `urls` (in order, migrated, still empty). Shard 0 comes last: `storedShardCount` reads it, so after a
 * kill in between the next run starts over.
 */
export async function layOutShards(urls: readonly string[]): Promise<void> {
  for (const [number, url] of [...urls.entries()].reverse()) {
    await withClient(url, async (client) => {
      await client.query('begin');
      await client.query(
        `insert into ledger_shard (number) values ($1) on conflict (only_row) do update set number = excluded.number`,
        [number],
      );
      await client.query(
        `insert into bucket_home (bucket, shard)
         select bucket, bucket % $1 from generate_series(0, $2 - 1) bucket
         on conflict (bucket) do update set shard = excluded.shard`,
        [urls.length, bucketCount],
      );
      await client.query('commit');
    });
  }
}
