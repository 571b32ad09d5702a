/** Which buckets live in which database: decided once, when the ledger is made, and stored in every one of them. */
import type { Client } from 'pg';
import { withClient } from './databases.ts';
import { bucketCount } from './shards.ts';

/** How many databases the ledger at `url` (shard 0) was laid out over; undefined when it was not yet. */
export async function storedShardCount(url: string): Promise<number | undefined> {
  return withClient(url, async (client) => {
    if (!(await hasTables(client))) return undefined;
    const { rows } = await client.query<{ count: number | null }>('select max(shard) + 1 as count from bucket_home');
    return rows[0]?.count ?? undefined;
  });
}

async function hasTables(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('bucket_home') is not null as there`);
  return rows[0]?.there ?? false;
}

/**
 * Lays a new ledger out evenly over `urls` (migrated, in order, still empty). Shard 0 comes last: a ledger counts as laid
 * out only when all its databases are, so that after a kill in between the next call starts over.
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
