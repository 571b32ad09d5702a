import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { readAllShards } from '../../../services/cli/typed-reads.ts';
import { shardUrls, withClient, withCredentials } from '../../../services/database/databases.ts';
import { openPool } from '../../../services/database/shards.ts';
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

const options = { dataDir: '/nowhere', port: 0, mayLoseData: true, log: () => {} };

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

  const roleSettings = 'select setrole, xmin from pg_db_role_setting where setdatabase = 0 order by 1';
  const before = (await onServer(roleSettings)).rows;
  const second = await openDatabase({ ...options, databaseUrl });
  expect(second.ownerUrls).toEqual(first.ownerUrls);
  expect((await onServer(roleSettings)).rows).toEqual(before); // nothing was written again
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

const onServer = (statement: string) =>
  withClient(inject('templateUrl').replace(/[^/]*$/, 'postgres'), (client) => client.query(statement));
const nameOf = (url: string) => new URL(url).pathname.slice(1);

describe('defaults of the database that would change an answer', () => {
  const hostile = {
    datestyle: 'German',
    intervalstyle: 'sql_standard',
    timezone: 'Asia/Kathmandu',
    default_transaction_isolation: 'serializable',
    default_transaction_read_only: 'on',
    default_transaction_deferrable: 'on',
    synchronous_commit: 'off',
    search_path: 'elsewhere',
    bytea_output: 'escape',
    array_nulls: 'off',
    exit_on_error: 'on',
    standard_conforming_strings: 'off',
    statement_timeout: '500ms',
    lock_timeout: '1ms',
    transaction_timeout: '1s',
    idle_session_timeout: '1s',
  };

  test('are outranked, for the owner and for every role', async () => {
    const databaseUrl = newDatabaseUrl();
    await onServer(`create database ${nameOf(databaseUrl)}`);
    for (const [name, value] of Object.entries(hostile)) {
      await onServer(`alter database ${nameOf(databaseUrl)} set ${name} = '${value}'`);
    }
    const database = await openDatabase({ ...options, databaseUrl });
    onTestFinished(() => database.stop());
    for (const [role, url] of Object.entries(database.roleUrls[0] ?? {})) {
      const pool = openPool(url);
      onTestFinished(() => pool.end());
      await expect(pool.query('select 1/0')).rejects.toThrow('division by zero'); // and the connection lives
      const { rows } = await pool.query(
        `select timestamptz '2026-11-28 04:00:00Z' as at, date '2026-11-28'::text as day, '{null}'::text[] as nothing,
                '\\xff'::bytea as bytes, interval '1 day 1 second'::text as length, number
           from ledger_shard`,
      );
      expect(rows, role).toEqual([
        {
          at: new Date('2026-11-28T04:00:00Z'),
          day: '2026-11-28',
          nothing: [null],
          bytes: Buffer.from([255]),
          length: '1 day 00:00:01',
          number: 0,
        },
      ]);
      const show = async (name: string) => (await pool.query(`select current_setting('${name}') as it`)).rows[0].it;
      expect(await show('default_transaction_isolation')).toBe('read committed');
      expect(await show('transaction_read_only')).toBe('off');
      expect(await show('synchronous_commit')).toBe('on');
      expect(await show('transaction_timeout')).toBe('0');
      expect(await show('lock_timeout')).toBe({ service: '1s', projections: '5s', audit: '0' }[role]);
      expect(await show('statement_timeout')).toBe({ service: '10s', projections: '30s', audit: '0' }[role]);
    }
  });

  test('and only a role’s settings in this one database are stronger: they are named', async () => {
    const databaseUrl = newDatabaseUrl();
    await (await openDatabase({ ...options, databaseUrl })).stop();
    const inDatabase = `alter role zeroloss_service in database ${nameOf(databaseUrl)}`;
    await onServer(`${inDatabase} set synchronous_commit = local`);
    await expect(openDatabase({ ...options, databaseUrl })).rejects.toThrow(
      new StartupError(
        `In the database ${nameOf(databaseUrl)} the role zeroloss_service has synchronous_commit "local", and needs "on"; as a superuser: alter role zeroloss_service in database "${nameOf(databaseUrl)}" reset synchronous_commit.`,
      ),
    );
    await onServer(`${inDatabase} reset synchronous_commit`);
    await (await openDatabase({ ...options, databaseUrl })).stop();
  });
});

describe('a database that cannot keep a ledger is refused', () => {
  test.each([
    ["template template0 encoding 'LATIN1' locale 'C'", '', 'has the encoding LATIN1, which cannot hold every text'],
    ['', 'set session_replication_role = replica', 'has session_replication_role replica, which switches the checks'],
  ])('%s %s', async (made, altered, sentence) => {
    const databaseUrl = newDatabaseUrl();
    await onServer(`create database ${nameOf(databaseUrl)} ${made}`);
    if (altered) await onServer(`alter database ${nameOf(databaseUrl)} ${altered}`);
    const refusal = openDatabase({ ...options, databaseUrl });
    await expect(refusal).rejects.toThrow(StartupError);
    await expect(refusal).rejects.toThrow(sentence);
  });

  test('the server does not survive a power cut', async () => {
    const databaseUrl = newDatabaseUrl();
    const refusal = openDatabase({ ...options, databaseUrl, mayLoseData: false });
    await expect(refusal).rejects.toThrow(StartupError);
    await expect(refusal).rejects.toThrow(
      /^The PostgreSQL server at 127\.0\.0\.1:\d+ runs with fsync off and would lose acknowledged money in a power cut; as a superuser: alter system set fsync = on/,
    );
    expect((await onServer(`select from pg_database where datname = '${nameOf(databaseUrl)}'`)).rowCount).toBe(0);
  });
});

test('the user’s own variables for psql change nothing', async () => {
  const url = new URL(newDatabaseUrl());
  const variables = {
    ...{ PGHOST: 'nowhere.invalid', PGPORT: '1', PGUSER: 'nobody', PGPASSWORD: 'wrong', PGDATABASE: 'none' },
    ...{
      PGSSLMODE: 'require',
      PGSSLNEGOTIATION: 'direct',
      PGOPTIONS: '-c datestyle=German',
      PGREPLICATION: 'database',
    },
    ...{ PGAPPNAME: 'psql', PGCLIENT_ENCODING: 'latin1', PGCONNECT_TIMEOUT: 'soon', PGTZ: 'Asia/Kathmandu' },
    ...{
      PGDATESTYLE: 'German',
      PGSERVICE: 'none',
      PGSERVICEFILE: '/nowhere',
      PGPASSFILE: '/nowhere',
      PGBINARY: 'true',
    },
    ...{ PGSYSCONFDIR: '/nowhere', PGREQUIREAUTH: 'none', PGTARGETSESSIONATTRS: 'standby', PGDATA: '/nowhere' },
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const database = await openDatabase({ ...options, databaseUrl: url.href });
  const pool = openPool(database.roleUrls[0]?.service ?? '');
  const { rows } = await pool.query(
    `select '€' as euro, current_setting('application_name') as name, current_user as who`,
  );
  expect(rows).toEqual([{ euro: '€', name: 'zeroloss', who: 'zeroloss_service' }]);
  expect(await readAllShards([database.roleUrls[0]?.audit ?? ''], (shard) => shard.transfer.findMany())).toEqual([[]]);
  await pool.end();
  await database.stop();
});

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
