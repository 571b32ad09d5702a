import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { shardUrls, withClient, withCredentials } from '../../../services/database/databases.ts';
import { StartupError } from '../startup-error.ts';
import { openDatabase } from './database.ts';
import { startPostgres } from './embedded/index.ts';

/** The URL of a database that does not exist yet, on the test run's server. */
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

test('DATABASE_URL: databases are created, migrated and laid out; the next start keeps the layout', async () => {
  const databaseUrl = newDatabaseUrl();
  const lines: string[] = [];
  const first = await openDatabase({ ...options, databaseUrl, shards: 2, log: (line) => lines.push(line) });
  expect(first.ownerUrls).toEqual([databaseUrl, `${databaseUrl}_1`]);
  expect(lines[0]).toBe(
    `the database ${databaseUrl.replace(/^.*@/, '')} of DATABASE_URL did not exist and was created, empty`,
  );
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
    new StartupError(
      'This ledger has 1 database, LEDGER_SHARDS says 3; leave the variable out, or name another directory in ZEROLOSS_DATA_DIR.',
    ),
  );
});

/** Ends the connections that hold a system's lock on the ledger, as a restart of the server does. */
async function cutLock(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'zeroloss %'`,
    ),
  );
}

describe('one running system per ledger', () => {
  test('a second system learns who is first, until the first has stopped', async () => {
    const databaseUrl = newDatabaseUrl();
    const first = await openDatabase({ ...options, dataDir: '/first', databaseUrl });
    const place = databaseUrl.replace(/^.*@/, '');
    await expect(openDatabase({ ...options, dataDir: '/second', databaseUrl })).rejects.toThrow(
      new StartupError(
        `Another Zeroloss runs on the ledger in ${place} (zeroloss ${process.pid}@${hostname()} /first); stop that one, or name another database in DATABASE_URL.`,
      ),
    );
    await first.stop();
    await (await openDatabase({ ...options, dataDir: '/second', databaseUrl })).stop();
  });

  test('a holder whose connection was cut takes the lock again', async () => {
    const databaseUrl = newDatabaseUrl();
    const first = await openDatabase({ ...options, databaseUrl });
    await cutLock(databaseUrl);
    await vi.waitUntil(async () => {
      const locks = await withClient(databaseUrl, (client) =>
        client.query(`select 1 from pg_locks where locktype = 'advisory'`),
      );
      return locks.rowCount === 1;
    });
    await expect(openDatabase({ ...options, databaseUrl })).rejects.toThrow('Another Zeroloss runs on the ledger');
    await first.stop();
  });

  test('a system that lost the lock must stop', async () => {
    const databaseUrl = newDatabaseUrl();
    const first = await openDatabase({ ...options, databaseUrl });
    await withClient(databaseUrl, async (client) => {
      const taken = client.query('select pg_advisory_lock(4207011963)'); // queued: gets the lock next
      await cutLock(databaseUrl);
      await taken;
      expect((await first.broken).message).toMatch(/^Another Zeroloss runs on the ledger in .*; stop that one/);
    });
    await first.stop();
  });
});

describe('a role without a right, on a server without a ledger', () => {
  let server = '';
  const maintain = (statement: string) =>
    withClient(server.replace(/[^/]*$/, 'postgres'), (client) => client.query(statement));

  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-rights-'));
    const { url, stop } = await startPostgres({ dataDir, port: 0, log: () => {} });
    server = url;
    return async () => {
      await stop();
      await rm(dataDir, { recursive: true });
    };
  });

  test.each([
    ['make tables', 'weak', '', false, {}, 'permission denied for schema public'],
    ['make roles', 'weaker', '', true, {}, 'permission denied to create role'],
    ['make databases', 'strong', 'createrole', true, { shards: 2 }, 'permission denied to create database'],
  ])('to %s: one sentence with the remedy', async (_, role, rights, ownsDatabase, more, denied) => {
    await maintain(`create role ${role} login password 'secret' ${rights}`);
    await maintain(`create database bank_of_${role} ${ownsDatabase ? `owner ${role}` : ''}`);
    const databaseUrl = withCredentials(server.replace(/[^/]*$/, `bank_of_${role}`), role, 'secret');
    const refusal = openDatabase({ ...options, databaseUrl, ...more });
    await expect(refusal).rejects.toThrow(StartupError);
    await expect(refusal).rejects.toThrow(`The role ${role} of DATABASE_URL lacks a right (${denied}): it must own`);
    await expect(refusal).rejects.toThrow(`alter role "${role}" createrole createdb;`);
  });
});

test.each([
  ['nobody listens', 'postgresql://me:secret@127.0.0.1:1/bank', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['another password', undefined, 'password authentication failed for user "zeroloss"'],
])('DATABASE_URL, %s: one sentence without the password', async (_, url, reason) => {
  const databaseUrl = url ?? newDatabaseUrl().replace(/:[^:@]+@/, ':secret@');
  const refusal = openDatabase({ ...options, databaseUrl });
  await expect(refusal).rejects.toThrow(StartupError);
  await expect(refusal).rejects.toThrow(`cannot be used: ${reason}; repair the variable`);
  await expect(refusal).rejects.toThrow(/^The PostgreSQL server that DATABASE_URL names \((?!.*secret)/);
});

test.each(['mysql://a:b@c/d', 'localhost', 'postgresql://user@host/db', 'postgresql://user:password@host'])(
  'DATABASE_URL %s: the error shows the form',
  async (databaseUrl) => {
    await expect(openDatabase({ ...options, databaseUrl })).rejects.toThrow(
      'DATABASE_URL must read postgresql://user:password@host:port/database',
    );
  },
);
