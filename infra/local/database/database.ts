/** The system's database, ready to use: embedded or the user's own, migrated, laid out over its shards, with its roles. */
import { join } from 'node:path';
import { MigrationFailed } from '../../../prisma/migration-failed.ts';
import { createDatabase, withClient } from '../../../services/database/databases.ts';
import { prepareLedger, ShardCountError } from '../../../services/database/prepare-ledger.ts';
import { requireRoleSettings, UnusableDatabase } from '../../../services/database/requirements.ts';
import { enableRoles, RolesTaken, type RoleUrls, requireOwnRoles, roleUrls } from '../../../services/database/roles.ts';
import { rootDir } from '../../../services/operator/root.ts';
import { StartupError } from '../startup-error.ts';
import { startPostgres } from './embedded/index.ts';
import { useServer } from './external.ts';
import { type LedgerLock, lockLedger } from './ledger-lock.ts';
import { missingRight } from './missing-right.ts';

export interface DatabaseOptions {
  readonly dataDir: string;
  /** Port of the embedded server; 0 takes a free one. */
  readonly port: number;
  /** `DATABASE_URL`: another server, as the owner of the database it names. Undefined or empty: the embedded one. */
  readonly databaseUrl?: string | undefined;
  /** `LEDGER_SHARDS`; if undefined, the number that the ledger has, or 1 for a new one. */
  readonly shards?: number | undefined;
  /** Only for tests, whose data need not survive a power cut. */
  readonly mayLoseData?: boolean;
  readonly log: (line: string) => void;
}

export interface Ledger {
  /** Fixed when the ledger was made; stays the same when its database is moved. */
  readonly id: string;
  readonly isEmbedded: boolean;
  /** For messages: `the embedded Postgres`, `localhost:5432/bank`. */
  readonly place: string;
}

export interface Database {
  readonly ledger: Ledger;
  /** The owner's URL of each shard, shard 0 first. */
  readonly ownerUrls: readonly string[];
  /** The restricted roles' URLs of each shard, in the same order. */
  readonly roleUrls: readonly RoleUrls[];
  /** Resolves if the system cannot go on: the server ended, or another system took the ledger. */
  readonly broken: Promise<StartupError>;
  stop(): Promise<void>;
}

/** @throws StartupError */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, dataDir, log } = options;
  const server = databaseUrl ? await useServer(databaseUrl, options.mayLoseData) : await startPostgres(options);
  let lock: LedgerLock | undefined;
  const stop = async () => {
    await lock?.release();
    await server.stop();
  };
  try {
    if (await createDatabase(server.url)) logCreated(server.url, options);
    lock = await lockLedger(server.url, dataDir);
    const ownerUrls = await prepare(server.url, options.shards, log);
    if (!databaseUrl) flushEarly(server.url);
    const ended = server.ended.then(
      () =>
        new StartupError(
          `PostgreSQL ended, and Zeroloss with it; its log in ${join(dataDir, 'postgres')} says why, and npm start goes on where both were: nothing acknowledged is lost.`,
        ),
    );
    return {
      ledger: await readLedger(server.url, databaseUrl),
      ownerUrls,
      roleUrls: ownerUrls.map(roleUrls),
      broken: Promise.race([ended, lock.lost]),
      stop,
    };
  } catch (error) {
    await stop();
    throw startupErrorOf(error, server.url);
  }
}

/**
 * Writes new databases to the disk while the start goes on. They have a thousand files each, and three take two seconds, which a stop
 * right after the start would otherwise spend. If nothing is new, this costs nothing.
 */
function flushEarly(url: string): void {
  withClient(url, (client) => client.query('checkpoint')).catch(() => {}); // then the stop does it
}

/** For an error that the user can mend; any other error is returned as it is. */
function startupErrorOf(error: unknown, url: string): unknown {
  const refusal = missingRight(error, url);
  if (refusal) return refusal;
  if (error instanceof MigrationFailed || error instanceof RolesTaken || error instanceof UnusableDatabase) {
    return new StartupError(error.message, { cause: error });
  }
  if (!(error instanceof ShardCountError)) return error;
  const advice = 'leave the variable out, or name another directory in ZEROLOSS_DATA_DIR';
  return new StartupError(`${error.message}; ${advice}.`, { cause: error });
}

/** A mistyped name would silently start an empty ledger, so say which one is used. */
function logCreated(url: string, { databaseUrl, log }: DatabaseOptions): void {
  if (databaseUrl) log(`the database ${placeOf(url)} of DATABASE_URL did not exist and was created, empty`);
}

async function prepare(url: string, shards: number | undefined, log: (line: string) => void): Promise<string[]> {
  await requireOwnRoles(url);
  const urls = await prepareLedger(url, { shards, migrationsDir: join(rootDir, 'prisma', 'migrations'), log });
  await enableRoles(url);
  for (const roles of urls.map(roleUrls)) await Promise.all(Object.values(roles).map(requireRoleSettings));
  return urls;
}

/** The ledger's id is the random id of its first migration; dumps and moves keep it. */
async function readLedger(url: string, databaseUrl: string | undefined): Promise<Ledger> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ id: string }>('select id from _prisma_migrations order by started_at, id limit 1'),
  );
  const isEmbedded = !databaseUrl;
  return { id: rows[0]?.id ?? '', isEmbedded, place: isEmbedded ? 'the embedded Postgres' : placeOf(url) };
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
