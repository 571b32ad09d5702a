/**
 * Prisma's client for the listing commands: one per shard. It takes about 0.25 s from import to the first answer, so it is loaded by
 * those commands alone; everything else reads with pg.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../prisma/client/client.ts';

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
