/** The system's database, ready to use: embedded or one's own, migrated, laid out over its shards, with its roles. */
import { join } from 'node:path';
import { createDatabase, shardUrls } from '../../prisma/databases.ts';
import { MigrationFailed, migrate } from '../../prisma/migrate.ts';
import { enableRoles, type RoleUrls, roleUrls } from '../../prisma/roles.ts';
import { layOutShards, storedShardCount } from '../../prisma/shard-layout.ts';
import { CannotStart } from './cannot-start.ts';
import { useServer } from './postgres/external.ts';
import { type Postgres, startPostgres } from './postgres/index.ts';
import { rootDir } from './root.ts';

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

export interface Database extends Omit<Postgres, 'url'> {
  /** The owner's URL of each shard, shard 0 first. */
  readonly ownerUrls: readonly string[];
  /** The restricted roles' URLs of each shard, in the same order. */
  readonly roleUrls: readonly RoleUrls[];
}

/** @throws CannotStart */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, log } = options;
  const server = databaseUrl ? await useServer(databaseUrl) : await startPostgres(options);
  try {
    const ownerUrls = await prepare(server.url, options.shards, log);
    return { ownerUrls, roleUrls: ownerUrls.map(roleUrls), ended: server.ended, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error instanceof MigrationFailed ? new CannotStart(error.message, { cause: error }) : error;
  }
}

async function prepare(url: string, wanted: number | undefined, log: (line: string) => void): Promise<string[]> {
  await createDatabase(url);
  const stored = await storedShardCount(url);
  if (stored !== undefined && wanted !== undefined && stored !== wanted) {
    throw new CannotStart(
      `This ledger lies in ${stored} ${stored === 1 ? 'database' : 'databases'}, LEDGER_SHARDS says ${wanted}; leave the variable out, or name another directory in ZEROLOSS_DATA_DIR.`,
    );
  }
  const urls = shardUrls(url, stored ?? wanted ?? 1);
  for (const each of urls) {
    await createDatabase(each);
    const { applied } = await migrate(each, join(rootDir, 'prisma', 'migrations'));
    for (const name of applied) log(`applied migration ${name}`);
  }
  if (stored === undefined) await layOutShards(urls);
  await enableRoles(url);
  return urls;
}
