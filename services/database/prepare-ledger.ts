/** Creates, migrates and lays out a ledger's databases: the only way to a ledger, on a laptop, in CI and on AWS. */
import { migrate } from '../../prisma/migrate.ts';
import { createDatabase, shardUrls, withClient } from './databases.ts';
import { requireDatabase } from './requirements.ts';
import { layOutShards, storedShardCount } from './shard-layout.ts';

/** The ledger was laid out over a different number of databases. The message has no full stop: the caller adds what to do. */
export class ShardCountError extends Error {
  override readonly name = 'ShardCountError';
}

export interface LedgerOptions {
  /** `LEDGER_SHARDS`; if undefined, an existing ledger keeps its number and a new one gets 1. */
  readonly shards: number | undefined;
  /** The directory `prisma/migrations`, or its copy in a bundle. */
  readonly migrationsDir: string;
  readonly log: (line: string) => void;
}

/**
 * Does only what is missing, so that a second run changes nothing and continues one that was interrupted.
 * @param ownerUrl shard 0's database, which need not exist yet, as the role that owns or will own all databases.
 * @returns the owner's URL of each shard, shard 0 first.
 * @throws MigrationFailed, ShardCountError, UnusableDatabase
 */
export async function prepareLedger(ownerUrl: string, options: LedgerOptions): Promise<string[]> {
  const { shards, migrationsDir, log } = options;
  await createDatabase(ownerUrl);
  const stored = await storedShardCount(ownerUrl);
  if (stored !== undefined && shards !== undefined && stored !== shards) {
    const databases = stored === 1 ? 'database' : 'databases';
    throw new ShardCountError(`This ledger has ${stored} ${databases}, LEDGER_SHARDS says ${shards}`);
  }
  const urls = shardUrls(ownerUrl, stored ?? shards ?? 1);
  for (const url of urls) {
    await createDatabase(url);
    const { applied } = await withClient(url, async (client) => {
      await requireDatabase(client);
      return migrate(client, migrationsDir);
    });
    for (const name of applied) log(`applied migration ${name}`);
  }
  if (stored === undefined) await layOutShards(urls);
  return urls;
}
