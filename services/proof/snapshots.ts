/**
 * What the proof reads from while money moves: snapshots, each frozen at one moment of one database.
 *
 * Within a database one snapshot is enough: what was written together is seen together. Across databases no moment is shared, so
 * the order of the moments does the work. A transfer is accepted in its registry, then debited at its source, then credited at
 * its destination, then its outcome is copied to the registry. The proof goes the other way, against the money:
 *
 *     all registries  <  all credits  <  all debits
 *
 * Whatever outcome a registry shows, the record that decided it was committed before and is seen; whatever credit is seen, its
 * debit was committed before and is seen. The other order would miss a debit, see the credit that followed a moment later, and
 * call sound money lost. What this order can leave unseen (a credit just after its snapshot) is simply still open.
 */
import type { PoolClient } from 'pg';
import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard, Shards } from '../database/shards.ts';

export interface ShardSnapshots {
  readonly shard: Shard;
  /** Registry: transfers and their outcomes. */
  readonly registry: PoolClient;
  /** Destination side: credit records and their entries. */
  readonly credits: PoolClient;
  /** Source side: debits, reversals and their entries. */
  readonly debits: PoolClient;
  /** For the checks within the shard: any moment will do. */
  readonly own: PoolClient;
}

/** Takes the snapshots, hands them to `work`, gives the connections back. Needs three free connections per shard; two if there is only one. */
export async function withSnapshots<T>(
  shards: Shards,
  work: (snapshots: readonly ShardSnapshots[]) => Promise<T>,
): Promise<T> {
  const clients: PoolClient[] = [];
  try {
    return await work(await takeAll(shards.all, clients));
  } finally {
    await Promise.all(clients.map(giveBack));
  }
}

async function takeAll(shards: readonly Shard[], clients: PoolClient[]): Promise<ShardSnapshots[]> {
  const takeFrom = async (shard: Shard) => {
    const client = await shard.pool.connect();
    clients.push(client);
    await begin(client);
    return client;
  };
  const [only] = shards;
  if (only && shards.length === 1) {
    const one = await takeFrom(only); // one moment for all needs no order
    return [{ shard: only, registry: one, credits: one, debits: one, own: await takeFrom(only) }];
  }
  const registries = await allSettledOrThrow(shards.map(takeFrom));
  const credits = await allSettledOrThrow(shards.map(takeFrom));
  const debits = await allSettledOrThrow(shards.map(takeFrom));
  return shards.map((shard, index) => ({
    shard,
    registry: taken(registries[index]),
    credits: taken(credits[index]),
    debits: taken(debits[index]),
    own: taken(debits[index]),
  }));
}

function taken(client: PoolClient | undefined): PoolClient {
  if (!client) throw new Error('a shard has no snapshot');
  return client;
}

async function begin(client: PoolClient): Promise<void> {
  await client.query('begin isolation level repeatable read read only');
  // The first statement takes the snapshot. Large sorts and hashes are the proof's work; a cursor is read to its end.
  await client.query(
    `select set_config('work_mem', '64MB', true), set_config('cursor_tuple_fraction', '1', true), set_config('jit', 'off', true)`,
  );
}

async function giveBack(client: PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch (fault) {
    client.release(fault instanceof Error ? fault : true);
  }
}
