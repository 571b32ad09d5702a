/**
 * Prisma's client for the listing commands, one per shard. It takes about 0.15 s from import to the first answer, so only those
 * commands load it; all others read with pg.
 */
import { setFlagsFromString } from 'node:v8';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../prisma/client/client.ts';
import { openPool } from '../database/shards.ts';

// Prisma's query compiler is WebAssembly, and Node 20 optimizes it in the background for longer than our single query takes:
// `transfer list` used 0.84 s of CPU, with this flag 0.45 s. It must be set before the first query loads the compiler.
setFlagsFromString('--liftoff-only');

/** Asks every shard the same, then disconnects. @param urls one per shard, of the auditor's role */
export async function readAllShards<Row>(
  urls: readonly string[],
  read: (shard: PrismaClient) => Promise<Row[]>,
): Promise<Row[][]> {
  const shards = urls.map((url) => {
    const pool = openPool(url, { connections: 1 });
    return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
  });
  try {
    return await Promise.all(shards.map(read));
  } finally {
    await Promise.all(shards.map((shard) => shard.$disconnect()));
  }
}
