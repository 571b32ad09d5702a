import type { Shards } from '../../database/shards.ts';
import { type RefusedRow, readRefused } from './queries/read-refused.ts';

/** In all shards: a refused request lies on the shard of the transfer that its key names, and its own id does not tell which. */
export async function findRefused(shards: Shards, requestId: string): Promise<RefusedRow | undefined> {
  const perShard = await Promise.all(shards.all.map(({ pool }) => readRefused(pool, [requestId])));
  return perShard.flat()[0];
}
