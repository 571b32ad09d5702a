/** A ledger's databases, made and migrated and laid out: the one way to it, on a laptop, in CI and on AWS. */

import { migrate } from '../../prisma/migrate.ts';
import { createDatabase, shardUrls } from './databases.ts';
import { layOutShards, storedShardCount } from './shard-layout.ts';

/** The ledger was laid out over another number of databases than is asked for. The message lacks its full stop: say what to do. */
export class ShardCountError extends Error {
  override readonly name = 'ShardCountError';
}

export interface LedgerOptions {
  /** `LEDGER_SHARDS`; undefined keeps what the ledger has, 1 for a new one. */
  readonly shards: number | undefined;
  /** `prisma/migrations`, wherever it lies. */
  readonly migrationsDir: string;
  readonly log: (line: string) => void;
}

/**
 * Does what is missing, and nothing the second time; a run that was interrupted is taken up by the next.
 * @param ownerUrl shard 0's database, which need not exist yet, as the role that owns all of them or will.
 * @returns the owner's URL of each shard, shard 0 first.
 * @throws MigrationFailed, ShardCountError
 */
export async function prepareLedger(ownerUrl: string, options: LedgerOptions): Promise<string[]> {
  const { shards, migrationsDir, log } = options;
  await createDatabase(ownerUrl);
  const stored = await storedShardCount(ownerUrl);
  if (stored !== undefined && shards !== undefined && stored !== shards) {
    const databases = stored === 1 ? 'database' : 'databases';
    throw new ShardCountError(`This ledger lies in ${stored} ${databases}, LEDGER_SHARDS says ${shards}`);
  }
  const urls = shardUrls(ownerUrl, stored ?? shards ?? 1);
  for (const url of urls) {
    await createDatabase(url);
    const { applied } = await migrate(url, migrationsDir);
    for (const name of applied) log(`applied migration ${name}`);
  }
  if (stored === undefined) await layOutShards(urls);
  return urls;
}
