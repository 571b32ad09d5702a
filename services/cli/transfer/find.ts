/** Looks up a transfer or a refused request by id, in all shards. */
import type { Shards } from '../../database/shards.ts';
import { findRefused } from '../refused/find.ts';
import { type RefusedRow, readRefused } from '../refused/queries/read-refused.ts';
import {
  type EffectRow,
  type PostedRow,
  type RegistryRow,
  readEffects,
  readEntries,
  readRegistry,
  readSteps,
  type StepRow,
} from './queries/read-transfer.ts';

export interface FoundTransfer {
  readonly registry: RegistryRow;
  readonly steps: readonly StepRow[];
  readonly entries: readonly PostedRow[];
  readonly effects: readonly EffectRow[];
  /** Other requests under the same key; they never touch this transfer. */
  readonly refused: readonly RefusedRow[];
}

export type Found =
  | ({ readonly kind: 'transfer' } & FoundTransfer)
  | { readonly kind: 'refused'; readonly request: RefusedRow };

/**
 * @param id of a transfer or of a refused request
 * @returns for the id of a transfer that was never accepted, its newest refused request
 */
export async function findTransfer(shards: Shards, id: string): Promise<Found | undefined> {
  const { pool } = shards.of(id);
  const [registry, effects] = await Promise.all([
    readRegistry(pool, id),
    inAll(shards, (shard) => readEffects(shard, id)),
  ]);
  // Their ids come from the events about them: the table has no index by transfer.
  const refused = await readRefused(
    pool,
    effects.flatMap(({ requestId }) => requestId ?? []),
  );
  if (registry) {
    const [steps, entries] = await Promise.all([
      inAll(shards, (shard) => readSteps(shard, id)),
      inAll(shards, (shard) => readEntries(shard, id)),
    ]);
    return { kind: 'transfer', registry, steps, entries, effects, refused };
  }
  const request = refused[0] ?? (await findRefused(shards, id));
  return request && { kind: 'refused', request };
}

async function inAll<Row>(
  shards: Shards,
  read: (shard: Shards['all'][number]['pool']) => Promise<Row[]>,
): Promise<Row[]> {
  return (await Promise.all(shards.all.map(({ pool }) => read(pool)))).flat();
}
