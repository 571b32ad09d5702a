import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from '../../../services/database/databases.ts';
import { openPool } from '../../../services/database/shards.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { checkDatabase } from './database-check.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const asOwner = (sql: string) => withClient(database.ownerUrls[0] ?? '', (client) => client.query(sql));

/** The check on a connection of its own, as after a restart. */
async function check(): Promise<void> {
  const pool = openPool(database.serviceUrls[0] ?? '', { connections: 1 });
  await checkDatabase({ number: 0, pool }).finally(() => pool.end());
}

test.each([
  [
    'a table is gone',
    'alter table outbox rename to elsewhere',
    'alter table elsewhere rename to outbox',
    'shard 0 has no table outbox',
  ],
  [
    'a right is gone',
    'revoke insert on entry from zeroloss_service',
    'grant insert on entry to zeroloss_service',
    'shard 0 lets the service write no rows to entry',
  ],
  [
    'it is read-only',
    'alter role zeroloss_service in database DATABASE set default_transaction_read_only = on',
    'alter role zeroloss_service in database DATABASE reset default_transaction_read_only',
    'shard 0 is read-only',
  ],
  [
    'our tables are not in its path',
    'alter role zeroloss_service in database DATABASE set search_path = pg_catalog',
    'alter role zeroloss_service in database DATABASE reset search_path',
    'shard 0 has no table account, step_record, entry, transfer, refused_request, outbox, dead_letter, message_fault in its search_path',
  ],
])('a database does not work if %s, and works again after', async (_, broken, mended, complaint) => {
  const name = new URL(database.ownerUrls[0] ?? '').pathname.slice(1);
  await check();
  await asOwner(broken.replace('DATABASE', name));
  await expect(check()).rejects.toThrow(complaint);
  await asOwner(mended.replace('DATABASE', name));
  await check();
});

test('a database does not work while somebody keeps a table to himself', async () => {
  await withClient(database.ownerUrls[0] ?? '', async (stranger) => {
    await stranger.query('begin; lock table transfer');
    await expect(check()).rejects.toThrow('canceling statement due to lock timeout');
  });
  await check();
});
