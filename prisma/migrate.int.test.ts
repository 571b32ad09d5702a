import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createDatabase, withClient } from '../services/database/databases.ts';
import { rootDir } from '../services/operator/root.ts';
import { databaseTest, type TestDatabase } from '../test/support/database.ts';
import { migrate as migrateWith } from './migrate.ts';

/** An empty database, and a directory to put migrations in. */
const test = databaseTest.extend<{ url: string; directory: string }>({
  url: async ({ database }, use) => {
    const url = `${database.ownerUrls[0]}_empty`;
    await createDatabase(url);
    await use(url);
    await dropBeside(database, url);
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads a fixture's dependencies from this pattern.
  directory: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'zeroloss-migrations-'));
    await use(directory);
    await rm(directory, { recursive: true });
  },
});

async function dropBeside(database: TestDatabase, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await rows(database.ownerUrls[0] ?? '', `drop database ${name} with (force)`);
}

const migrate = (url: string, directory: string) => withClient(url, (client) => migrateWith(client, directory));

async function put(directory: string, name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, 'migration.sql'), sql);
}

const rows = (url: string, sql: string) => withClient(url, async (client) => (await client.query(sql)).rows);
const history = (url: string) => rows(url, 'select * from _prisma_migrations order by migration_name');

test('leaves what `prisma migrate deploy` would, for the project’s own migrations', async ({ url }) => {
  const directory = join(rootDir, 'prisma', 'migrations');
  const names = (await readdir(directory)).filter((name) => /^\d{14}_/.test(name)).sort();
  expect(await migrate(url, directory)).toEqual({ applied: names });
  const files = await Promise.all(names.map((name) => readFile(join(directory, name, 'migration.sql'))));
  expect(await history(url)).toEqual(
    names.map((migration_name, index) => ({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum: createHash('sha256')
        .update(files[index] ?? '')
        .digest('hex'),
      migration_name,
      started_at: expect.any(Date),
      finished_at: expect.any(Date),
      rolled_back_at: null,
      logs: null,
      applied_steps_count: 1,
    })),
  );
  expect(await migrate(url, directory)).toEqual({ applied: [] });
});

test('semicolons inside a function body do not end a statement', async ({ url, directory }) => {
  await put(
    directory,
    '1_function',
    `create function two() returns int language plpgsql as $$ begin perform 1; return 2; end $$;
     create table t as select two() as n;`,
  );
  await migrate(url, directory);
  expect(await rows(url, 'select n from t')).toEqual([{ n: 2 }]);
});

test('later migrations are added to earlier ones', async ({ url, directory }) => {
  await put(directory, '1_first', 'create table t (a int);');
  await migrate(url, directory);
  await put(directory, '2_second', 'alter table t add b int;');
  await put(directory, '3_third', 'alter table t add c int;');
  expect(await migrate(url, directory)).toEqual({ applied: ['2_second', '3_third'] });
});

test('several at once: each migration is applied once', async ({ url, directory }) => {
  for (const n of [1, 2, 3]) await put(directory, `${n}_table`, `create table t${n} (a int); select pg_sleep(0.05);`);
  const results = await Promise.all([1, 2, 3].map(() => migrate(url, directory)));
  expect(results.flatMap(({ applied }) => applied).sort()).toEqual(['1_table', '2_table', '3_table']);
});

test('a failed migration says why, leaves nothing behind, and is applied once repaired', async ({ url, directory }) => {
  await put(directory, '1_good', 'create table good (a int);');
  await put(directory, '2_bad', 'create table half (a int);\n\nalter table missing add b int;');
  await expect(migrate(url, directory)).rejects.toThrow(
    'Migration 2_bad failed and changed nothing: relation "missing" does not exist (SQLSTATE 42P01); repair it and start again.',
  );
  expect(await rows(url, `select to_regclass('good')::text as good, to_regclass('half')::text as half`)).toEqual([
    { good: 'good', half: null },
  ]);
  expect(await history(url)).toHaveLength(1);

  await put(directory, '2_bad', 'create table half (a int);\nalter table half add b int;');
  expect(await migrate(url, directory)).toEqual({ applied: ['2_bad'] });
});

test('the error names the line of a syntax error', async ({ url, directory }) => {
  await put(directory, '1_typo', 'create table t (a int);\ncreate tabel u (a int);');
  await expect(migrate(url, directory)).rejects.toThrow(
    'Migration 1_typo failed at line 2 and changed nothing: syntax error',
  );
});

test('a migration that was edited after it was applied is refused', async ({ url, directory }) => {
  await put(directory, '1_first', 'create table t (a int);');
  await migrate(url, directory);
  await put(directory, '1_first', 'create table t (a bigint);');
  await expect(migrate(url, directory)).rejects.toThrow('Migration 1_first was edited after it had been applied');
});

const columnsQuery = `
  select concat_ws(' ', column_name,
           coalesce(udt_name || '(' || character_maximum_length || ')', udt_name),
           case is_nullable when 'NO' then 'not null' end, 'default ' || column_default) as column
    from information_schema.columns where table_name = '_prisma_migrations' order by ordinal_position`;
const constraintsQuery = `
  select conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where conrelid = '_prisma_migrations'::regclass and contype <> 'n'`;

/** As Prisma's schema engine 7.10.0 was seen to make it. */
const prismaTable = `
  create table _prisma_migrations (
    id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
    migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
    started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

test('the table of applied migrations is exactly the one that Prisma makes', async ({ url, directory }) => {
  await put(directory, '1_first', 'create table t (a int);');
  await migrate(url, directory);
  expect((await rows(url, columnsQuery)).map(({ column }) => column)).toEqual([
    'id varchar(36) not null',
    'checksum varchar(64) not null',
    'finished_at timestamptz',
    'migration_name varchar(255) not null',
    'logs text',
    'rolled_back_at timestamptz',
    'started_at timestamptz not null default now()',
    'applied_steps_count int4 not null default 0',
  ]);
  expect(await rows(url, constraintsQuery)).toEqual([
    { name: '_prisma_migrations_pkey', definition: 'PRIMARY KEY (id)' },
  ]);
});

/** A row as Prisma leaves it for `create table t (a int);` in 1_first. */
const prismaRow = (finishedAt: string) => `
  insert into _prisma_migrations values
    ('98c776cc-1277-4abc-8d34-66e980f7f1a3', '${createHash('sha256').update('create table t (a int);').digest('hex')}',
     ${finishedAt}, '1_first', null, null, '2026-11-28 03:14:11.252Z', 1)`;

test('a database that Prisma has migrated needs nothing, and takes the next migration', async ({ url, directory }) => {
  await put(directory, '1_first', 'create table t (a int);');
  await rows(url, `create table t (a int); ${prismaTable}; ${prismaRow(`'2026-11-28 03:14:11.336Z'`)}`);
  expect(await migrate(url, directory)).toEqual({ applied: [] });
  await put(directory, '2_second', 'alter table t add b int;');
  expect(await migrate(url, directory)).toEqual({ applied: ['2_second'] });
});

test('a migration that failed with Prisma’s CLI is reported until it is resolved', async ({ url, directory }) => {
  await put(directory, '1_first', 'create table t (a int);');
  await rows(url, `${prismaTable}; ${prismaRow('null')}`);
  await expect(migrate(url, directory)).rejects.toThrow(
    "Migration 1_first, started at 2026-11-28T03:14:11.252Z with Prisma's CLI, failed and may have left changes behind; complete or undo them, then run prisma migrate resolve --applied 1_first or --rolled-back 1_first.",
  );
  await rows(url, 'update _prisma_migrations set rolled_back_at = now()');
  expect(await migrate(url, directory)).toEqual({ applied: ['1_first'] });
});

test.for<[what: string, sql: string, holds: string]>([
  ['tables', 'create table theirs (a int)', 'what no migration of Zeroloss made (theirs)'],
  [
    'many tables',
    'create table a (a int); create table b (a int); create table c (a int); create table d (a int); create table e (a int); create view f as table a; create table g (a int)',
    'what no migration of Zeroloss made (a, b, c, d, e and 2 more)',
  ],
  ['types', `create type step as enum ('one')`, 'what no migration of Zeroloss made (step)'],
  ['functions', `create function bucket_of() returns int language sql return 1`, 'Zeroloss made (bucket_of)'],
  ['the schema of the read models', 'create schema projection', 'what no migration of Zeroloss made (projection)'],
  [
    'another program’s migrations',
    `create table theirs (a int); ${prismaTable}; ${prismaRow('now()').replace('1_first', '0_init')}`,
    'migrations of another program (0_init)',
  ],
])(
  'a database that holds %s of somebody else is refused, and left as it was',
  async ([, sql, holds], { url, directory }) => {
    await put(directory, '1_first', 'create table t (a int);');
    await rows(url, sql);
    await expect(migrate(url, directory)).rejects.toThrow(holds);
    await expect(migrate(url, directory)).rejects.toThrow(
      /^The database .+ holds .+; name an empty database, or one that does not exist yet and will be created\.$/,
    );
    expect(await rows(url, `select to_regclass('t') as ours`)).toEqual([{ ours: null }]);
  },
);

test('what an extension made, and what lies in other schemas, is nobody’s', async ({ url, directory }) => {
  await put(directory, '1_first', 'create table t (a int);');
  await rows(url, 'create schema elsewhere; create table elsewhere.theirs (a int)');
  await rows(
    url,
    `create function of_an_extension() returns int language sql return 1;
     alter extension plpgsql add function of_an_extension()`,
  );
  expect(await migrate(url, directory)).toEqual({ applied: ['1_first'] });
});

test('a migration of a newer version, after ours, is left alone', async ({ url, directory }) => {
  await put(directory, '1_first', 'create table t (a int);');
  await put(directory, '2_newer', 'create table u (a int);');
  await migrate(url, directory);
  await rm(join(directory, '2_newer'), { recursive: true });
  expect(await migrate(url, directory)).toEqual({ applied: [] });
});
