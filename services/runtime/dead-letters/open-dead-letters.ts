import { allSettledOrThrow } from '../../database/all-settled-or-throw.ts';
import type { Shards } from '../../database/shards.ts';
import { measureDeadLetters, type OpenDeadLetters } from './queries/measure-dead-letters.ts';

export type { OpenDeadLetters } from './queries/measure-dead-letters.ts';

/** How many dead letters wait for a person, over all databases, and for how long. */
export async function openDeadLetters(shards: Shards): Promise<OpenDeadLetters> {
  const each = await allSettledOrThrow(shards.all.map(({ pool }) => measureDeadLetters(pool)));
  return {
    count: each.reduce((sum, { count }) => sum + count, 0),
    oldestSeconds: Math.max(0, ...each.map(({ oldestSeconds }) => oldestSeconds)),
  };
}
