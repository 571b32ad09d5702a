/** The system's database, ready to use: embedded or one's own, migrated, laid out over its shards, with its roles. */
import { join } from 'node:path';
import { MigrationFailed } from '../../../prisma/migrate.ts';
import { createDatabase, withClient } from '../../../services/database/databases.ts';
import { prepareLedger, ShardCountError } from '../../../services/database/prepare-ledger.ts';
import { enableRoles, RolesTaken, type RoleUrls, requireOwnRoles, roleUrls } from '../../../services/database/roles.ts';
import { rootDir } from '../../../services/operator/root.ts';
import { StartupError } from '../startup-error.ts';
import { startPostgres } from './embedded/index.ts';
import { missingRight } from './embedded/rights.ts';
import { useServer } from './external.ts';
import { type LedgerLock, lockLedger } from './ledger-lock.ts';

export interface DatabaseOptions {
  readonly dataDir: string;
  /** Of the embedded server; 0 takes a free one. */
  readonly port: number;
  /** `DATABASE_URL`: another server, as the owner of the database it names. Empty is as good as undefined. */
  readonly databaseUrl?: string | undefined;
  /** `LEDGER_SHARDS`; undefined keeps what the ledger has, 1 for a new one. */
  readonly shards?: number | undefined;
  readonly log: (line: string) => void;
}

export interface Ledger {
  /** Given when it was made; the same wherever its database is moved to. */
  readonly id: string;
  readonly isEmbedded: boolean;
  /** For people: `the embedded Postgres`, `localhost:5432/bank`. */
  readonly place: string;
}

export interface Database {
  readonly ledger: Ledger;
  /** The owner's URL of each shard, shard 0 first. */
  readonly ownerUrls: readonly string[];
  /** The restricted roles' URLs of each shard, in the same order. */
  readonly roleUrls: readonly RoleUrls[];
  /** Resolves when this system cannot go on with it: the server ended, or another system took the ledger. */
  readonly broken: Promise<StartupError>;
  stop(): Promise<void>;
}

/** @throws StartupError */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, dataDir, log } = options;
  const server = databaseUrl ? await useServer(databaseUrl) : await startPostgres(options);
  let lock: LedgerLock | undefined;
  const stop = async () => {
    await lock?.release();
    await server.stop();
  };
  try {
    if (await createDatabase(server.url)) tellCreated(server.url, options);
    lock = await lockLedger(server.url, dataDir);
    const ownerUrls = await prepare(server.url, options.shards, log);
    if (!databaseUrl) flushEarly(server.url);
    const ended = server.ended.then(
      () => new StartupError(`PostgreSQL ended; its log is below ${join(dataDir, 'postgres')}.`),
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
    throw sentenceOf(error, server.url);
  }
}

/**
 * A database that was just made is a thousand files to write to the disk, two seconds for three of them: done beside the rest of the start,
 * and not by a stop that comes right after it. Where nothing is new it costs nothing.
 */
function flushEarly(url: string): void {
  withClient(url, (client) => client.query('checkpoint')).catch(() => {}); // the stop does it then
}

function sentenceOf(error: unknown, url: string): unknown {
  const refusal = missingRight(error, url);
  if (refusal) return refusal;
  if (error instanceof MigrationFailed || error instanceof RolesTaken)
    return new StartupError(error.message, { cause: error });
  if (!(error instanceof ShardCountError)) return error;
  const advice = 'leave the variable out, or name another directory in ZEROLOSS_DATA_DIR';
  return new StartupError(`${error.message}; ${advice}.`, { cause: error });
}

/** One that was spelled wrong is a new and empty ledger: whoever expected the old one must learn of it. */
function tellCreated(url: string, { databaseUrl, log }: DatabaseOptions): void {
  if (databaseUrl) log(`the database ${placeOf(url)} of DATABASE_URL did not exist: made a new one`);
}

async function prepare(url: string, shards: number | undefined, log: (line: string) => void): Promise<string[]> {
  await requireOwnRoles(url);
  const urls = await prepareLedger(url, { shards, migrationsDir: join(rootDir, 'prisma', 'migrations'), log });
  await enableRoles(url);
  return urls;
}

/** Its first migration got a random id, which dumps and moves keep. */
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
