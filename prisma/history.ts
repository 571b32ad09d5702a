/** The migrations as files, and `_prisma_migrations`, in which a database remembers them (laid out by Prisma). */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';

export interface Migration {
  /** The directory's name, `20261123000000_ledger`; migrations are applied in the order of their names. */
  readonly name: string;
  readonly sql: string;
}

/** Reads the migrations of a directory laid out by Prisma (`<name>/migration.sql`), in order. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(directory, name, 'migration.sql'), 'utf8') })),
  );
}

/** Prisma's checksum: SHA-256 of the file, in hexadecimal. */
export function checksum({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}

export interface HistoryRow {
  readonly name: string;
  readonly checksum: string;
  readonly startedAt: Date;
  /** False only after Prisma's own CLI failed: it commits this row before it runs the migration. */
  readonly finished: boolean;
}

/** Returns undefined if the database has no `_prisma_migrations`. Rows that were marked as rolled back are left out, as Prisma does. */
export async function readHistory(client: Client): Promise<HistoryRow[] | undefined> {
  const { rows: table } = await client.query(`select to_regclass('_prisma_migrations') is not null as exists`);
  if (!table[0].exists) return undefined;
  const { rows } = await client.query<HistoryRow>(
    `select migration_name as name, checksum, started_at as "startedAt", finished_at is not null as finished
       from _prisma_migrations
      where rolled_back_at is null
      order by started_at`,
  );
  return rows;
}

/** The table exactly as Prisma's schema engine makes it. */
export async function createHistory(client: Client): Promise<void> {
  await client.query(`
    create table if not exists _prisma_migrations (
      id                  varchar(36) primary key not null,
      checksum            varchar(64) not null,
      finished_at         timestamptz,
      migration_name      varchar(255) not null,
      logs                text,
      rolled_back_at      timestamptz,
      started_at          timestamptz not null default now(),
      applied_steps_count integer not null default 0
    )`);
}

/** Records a migration in the transaction that applied it; `started_at` is by default when that transaction began. */
export async function recordApplied(client: Client, migration: Migration): Promise<void> {
  await client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
     values (gen_random_uuid(), $1, $2, clock_timestamp(), 1)`,
    [checksum(migration), migration.name],
  );
}
