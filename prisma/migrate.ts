/**
 * Applies `prisma/migrations` with plain SQL and leaves `_prisma_migrations` as `prisma migrate deploy` would, so that Prisma's own
 * tools work on the database (docs/adr/0011-migrations-in-plain-sql.md). One thing differs: a migration and its row are one
 * transaction, so that one that fails or is killed leaves nothing behind and the next run tries it again. Migrations therefore hold no
 * transaction commands of their own.
 */
import { type Client, DatabaseError } from 'pg';
import { requireNothingForeign } from './foreign.ts';
import {
  checksum,
  createHistory,
  type HistoryRow,
  type Migration,
  readHistory,
  readMigrations,
  recordApplied,
} from './history.ts';
import { MigrationFailed } from './migration-failed.ts';

/** The number that Prisma locks, so that its CLI and this wait for each other. */
const prismaLock = 72_707_369;

/**
 * Applies the missing migrations. Several at once are safe: each waits for the one before it, then finds nothing to do.
 * @param client connected as the database's owner, for this alone: its end releases the lock.
 * @param migrationsDir the directory `prisma/migrations`, or its copy in a bundle.
 * @returns the names of the migrations that this call applied, in order.
 * @throws MigrationFailed, or DatabaseError if the role lacks a right.
 */
export async function migrate(client: Client, migrationsDir: string): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(migrationsDir);
  await client.query('select pg_advisory_lock($1)', [prismaLock]);
  const history = (await readHistory(client)) ?? [];
  await requireNothingForeign(client, migrations, history);
  const pending = pendingMigrations(migrations, history);
  for (const migration of pending) await apply(client, migration);
  return { applied: pending.map(({ name }) => name) };
}

function pendingMigrations(migrations: readonly Migration[], history: readonly HistoryRow[]): Migration[] {
  const failed = history.find(({ finished }) => !finished);
  if (failed) {
    throw new MigrationFailed(
      `Migration ${failed.name}, started at ${failed.startedAt.toISOString()} with Prisma's CLI, failed and may have left changes behind; complete or undo them, then run prisma migrate resolve --applied ${failed.name} or --rolled-back ${failed.name}.`,
    );
  }
  const applied = new Map(history.map((row) => [row.name, row.checksum]));
  const edited = migrations.find((each) => applied.has(each.name) && applied.get(each.name) !== checksum(each));
  if (edited) {
    throw new MigrationFailed(
      `Migration ${edited.name} was edited after it had been applied to this database; restore the file, and put the change into a new migration.`,
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await createHistory(client);
    await client.query(migration.sql).catch((cause) => {
      throw failure(migration, cause);
    });
    await recordApplied(client, migration);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {}); // the connection itself may be what broke
    throw error;
  }
}

function failure({ name, sql }: Migration, cause: Error): MigrationFailed {
  if (!(cause instanceof DatabaseError)) {
    return new MigrationFailed(`Migration ${name} was not applied: ${cause.message}`, { cause });
  }
  const line = sql.slice(0, Number(cause.position)).split('\n').length;
  const place = cause.position ? ` at line ${line}` : '';
  return new MigrationFailed(
    `Migration ${name} failed${place} and changed nothing: ${cause.message} (SQLSTATE ${cause.code}); repair it and start again.`,
    { cause },
  );
}
