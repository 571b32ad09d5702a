import { randomBytes } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import { shardUrls, withClient } from '../../prisma/databases.ts';
import { CannotStart } from './cannot-start.ts';
import { openDatabase } from './database.ts';

/** A name on the run's server that no database has yet. */
function newDatabaseUrl(): string {
  const url = new URL(inject('templateUrl'));
  url.pathname = `/opened_${randomBytes(6).toString('hex')}`;
  onTestFinished(async () => {
    await withClient(inject('templateUrl').replace(/[^/]*$/, 'postgres'), async (client) => {
      for (const each of shardUrls(url.href, 3)) {
        await client.query(`drop database if exists ${new URL(each).pathname.slice(1)} with (force)`);
      }
    });
  });
  return url.href;
}

const options = { dataDir: '/nowhere', port: 0, log: () => {} };

test('DATABASE_URL: databases are made, migrated and laid out; the next start keeps the layout', async () => {
  const databaseUrl = newDatabaseUrl();
  const lines: string[] = [];
  const first = await openDatabase({ ...options, databaseUrl, shards: 2, log: (line) => lines.push(line) });
  expect(first.ownerUrls).toEqual([databaseUrl, `${databaseUrl}_1`]);
  expect(lines).toContainEqual(expect.stringMatching(/^applied migration \d+_ledger$/));
  for (const [number, { service }] of first.roleUrls.entries()) {
    const { rows } = await withClient(service, (client) => client.query('select number from ledger_shard'));
    expect(rows).toEqual([{ number }]);
  }
  await first.stop();

  const second = await openDatabase({ ...options, databaseUrl });
  expect(second.ownerUrls).toEqual(first.ownerUrls);
  await second.stop();
});

test('another number of shards than the ledger has is refused', async () => {
  const databaseUrl = newDatabaseUrl();
  await (await openDatabase({ ...options, databaseUrl })).stop();
  await expect(openDatabase({ ...options, databaseUrl, shards: 3 })).rejects.toThrow(
    new CannotStart(
      'This ledger lies in 1 database, LEDGER_SHARDS says 3; leave the variable out, or name another directory in ZEROLOSS_DATA_DIR.',
    ),
  );
});

test.each([
  ['nobody listens', 'postgresql://me:secret@127.0.0.1:1/bank', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['another password', undefined, 'password authentication failed for user "zeroloss"'],
])('DATABASE_URL, %s: one sentence without the password', async (_, url, reason) => {
  const databaseUrl = url ?? newDatabaseUrl().replace(/:[^:@]+@/, ':secret@');
  const refusal = openDatabase({ ...options, databaseUrl });
  await expect(refusal).rejects.toThrow(CannotStart);
  await expect(refusal).rejects.toThrow(`cannot be used: ${reason}; repair the variable`);
  await expect(refusal).rejects.toThrow(/^The PostgreSQL server that DATABASE_URL names \((?!.*secret)/);
});

test.each(['mysql://a:b@c/d', 'localhost', 'postgresql://user@host/db', 'postgresql://user:password@host'])(
  'DATABASE_URL %s: the form is told',
  async (databaseUrl) => {
    await expect(openDatabase({ ...options, databaseUrl })).rejects.toThrow(
      'DATABASE_URL must read postgresql://user:password@host:port/database',
    );
  },
);
