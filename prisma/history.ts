/** Migrations as files and as the database remembers them. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';

export interface Migration {
  /** The directory's name, `20261123000000_ledger`; they are applied in the order of their names. */
  readonly name: string;
  readonly sql: string;
}

/** The migrations of a directory laid out by Prisma (`<name>/migration.sql`), in order. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(directory, name, 'migration.sql'), 'utf8') })),
  );
}

/** Prisma's checksum: SHA-256 of the file, hexadecimal. */
export function checksum({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** Name → checksum of the migrations that the database has completely applied. */
export async function appliedMigrations(pool: Pool): Promise<Map<string, string>> {
  const { rows: table } = await pool.query(`select to_regclass('_prisma_migrations') is not null as there`);
  if (!table[0].there) return new Map();
  const { rows } = await pool.query<{ migration_name: string; checksum: string }>(
    `select migration_name, checksum from _prisma_migrations
      where finished_at is not null and rolled_back_at is null`,
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}
