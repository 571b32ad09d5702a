/**
 * Prisma's client for the listing commands: one per shard. It takes about 0.15 s from import to the first answer, so it is loaded by
 * those commands alone; everything else reads with pg.
 */
import { setFlagsFromString } from 'node:v8';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../prisma/client/client.ts';

// Its query compiler is WebAssembly, which Node 20 optimizes in the background for longer than the one query takes that is asked of it:
// `transfer list` measured 0.45 s of CPU without that, 0.84 s with it. Said before the compiler is loaded, at the first query.
setFlagsFromString('--liftoff-only');

/** Asks every shard the same and disconnects. @param urls one per shard, of the auditor's role. */
export async function readAllShards<Row>(
  urls: readonly string[],
  read: (shard: PrismaClient) => Promise<Row[]>,
): Promise<Row[][]> {
  const shards = urls.map(
    (connectionString) => new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 1 }) }),
  );
  try {
    return await Promise.all(shards.map(read));
  } finally {
    await Promise.all(shards.map((shard) => shard.$disconnect()));
  }
}
