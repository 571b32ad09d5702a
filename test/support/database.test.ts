import { expect, test } from 'vitest';
import { withClient } from '../../services/database/databases.ts';
import { createTestDatabase, databaseTest } from './database.ts';

const bucketsByShard = 'select shard, count(*)::int as buckets from bucket_home group by shard order by shard';

const rowsOf = (url: string, sql: string) => withClient(url, async (client) => (await client.query(sql)).rows);

databaseTest('each test has its own empty ledger', async ({ database }) => {
  expect(await rowsOf(database.serviceUrls[0] ?? '', 'select * from account')).toEqual([]);
  expect(await rowsOf(database.auditUrls[0] ?? '', bucketsByShard)).toEqual([{ shard: 0, buckets: 1024 }]);
});

test('two shards have the same bucket map and know their numbers', async () => {
  const database = await createTestDatabase(2);
  for (const [number, url] of database.ownerUrls.entries()) {
    expect(await rowsOf(url, 'select number from ledger_shard')).toEqual([{ number }]);
    expect(await rowsOf(url, bucketsByShard)).toEqual([
      { shard: 0, buckets: 512 },
      { shard: 1, buckets: 512 },
    ]);
  }
  await database.drop();
});
