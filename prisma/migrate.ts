/**
 * The migrator: leaves the database, `_prisma_migrations` included, as `prisma migrate deploy` would. Each migration is
 * one transaction together with its row in that table, so one that fails or is killed leaves nothing behind, and the
 * next run tries it again. Migrations therefore hold no transaction commands of their own.
 */
import { DatabaseError, Pool } from 'pg';
import { openEngine } from './engine.ts';
import { appliedMigrations, checksum, type Migration, readMigrations } from './history.ts';
import { singleConnection } from './single-connection.ts';

/** A migration cannot be applied, or was changed after it had been; the message names it and says what to do. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
}

/** Any number that nobody else locks: whoever migrates this database waits for the one who does so now. */
const migrationLock = 4_207_011_962;

/**
 * Applies what is missing. Two at once are safe: the second waits, then finds nothing to do.
 * @param ownerUrl the database to migrate, which must exist, with the owner's credentials.
 * @param migrationsDir `prisma/migrations`, wherever it lies.
 * @returns the names of the migrations that this call applied, in order.
 * @throws MigrationFailed
 */
export async function migrate(ownerUrl: string, migrationsDir: string): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(migrationsDir);
  const pool = new Pool({ connectionString: ownerUrl, max: 1 });
  try {
    const pending = await pendingMigrations(pool, migrations);
    // The usual start: the engine (60 ms, 12 MB of memory) is not even loaded.
    if (pending.length === 0) return { applied: [] };
    // For the whole session: the engine's own lock is taken inside it and gives up after ten seconds.
    await pool.query('select pg_advisory_lock($1)', [migrationLock]);
    await checkRights(pool);
    return { applied: await apply(pool, migrations, migrationsDir, pending.length) };
  } finally {
    await pool.end();
  }
}

/** Prisma's engine makes its table first, and tells of a right that is missing there in a back trace; PostgreSQL says it in a sentence. */
async function checkRights(pool: Pool): Promise<void> {
  await pool.query('begin; create table _zeroloss_rights (); rollback').catch(async (error) => {
    await pool.query('rollback');
    throw error;
  });
}

/** @throws MigrationFailed when an applied one has changed since. */
async function pendingMigrations(pool: Pool, migrations: readonly Migration[]): Promise<Migration[]> {
  const applied = await appliedMigrations(pool);
  const edited = migrations.find((each) => applied.has(each.name) && applied.get(each.name) !== checksum(each));
  if (edited) {
    throw new MigrationFailed(
      `Migration ${edited.name} was edited after it had been applied to this database; restore the file, and put the change into a new migration.`,
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(pool: Pool, migrations: readonly Migration[], baseDir: string, count: number): Promise<string[]> {
  let cause: unknown;
  const engine = await openEngine(
    singleConnection(pool, (error) => {
      cause = error;
    }),
  );
  const applied: string[] = [];
  try {
    for (let upTo = migrations.length - count + 1; upTo <= migrations.length; upTo++) {
      const list = migrations.slice(0, upTo);
      const names = await inTransaction(pool, () => engine.applyMigrations(request(list, baseDir))).catch((error) => {
        throw failure(list.at(-1), cause ?? error);
      });
      applied.push(...names.appliedMigrationNames);
    }
  } finally {
    engine.free();
  }
  return applied;
}

async function inTransaction<Result>(pool: Pool, work: () => Promise<Result>): Promise<Result> {
  await pool.query('begin');
  try {
    const result = await work();
    await pool.query('commit');
    return result;
  } catch (error) {
    await pool.query('rollback').catch(() => {}); // the connection may be what broke
    throw error;
  }
}

function request(migrations: readonly Migration[], baseDir: string) {
  return {
    migrationsList: {
      baseDir,
      lockfile: { path: './migration_lock.toml', content: 'provider = "postgresql"\n' },
      shadowDbInitScript: '',
      migrationDirectories: migrations.map(({ name, sql }) => ({
        path: name,
        migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
      })),
    },
    filters: { externalTables: [], externalEnums: [] },
  };
}

function failure(migration: Migration | undefined, cause: unknown): MigrationFailed {
  const name = migration?.name ?? '';
  if (!(cause instanceof DatabaseError)) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new MigrationFailed(`Migration ${name} was not applied: ${reason}`, { cause });
  }
  const line = migration?.sql.slice(0, Number(cause.position)).split('\n').length;
  const place = cause.position ? ` at line ${line}` : '';
  return new MigrationFailed(
    `Migration ${name} failed${place} and changed nothing: ${cause.message} (SQLSTATE ${cause.code}); repair it and start again.`,
    { cause },
  );
}
