/**
 * The ledger's databases. Accounts are placed by account id, the registry by transfer id, over 1,024 fixed buckets. The map
 * bucket -> shard is stored in every shard (table bucket_home), and a shard refuses writes for buckets of another shard.
 */
import { hash } from 'node:crypto';
import pg from 'pg';
import { connectionConfig, type DatabaseAddress, LedgerClient } from './connection.ts';

export const bucketCount = 1024;

/** The bucket of an account or transfer id: the top ten bits of its SHA-256, like the database's `bucket_of`. */
export function bucketOf(id: string): number {
  const digest = hash('sha256', id, 'buffer');
  return digest.readUInt16BE(0) >> 6;
}

export interface Shard {
  readonly number: number;
  readonly pool: pg.Pool;
}

export interface ShardOptions {
  /** Maximum per shard. */
  readonly connections?: number;
  /** Called when an idle connection fails (a failover, a restart); the pool replaces it. */
  readonly onIdleFault?: (fault: Error) => void;
}

/** The stored layout does not match the configured databases. */
export class ShardLayoutError extends Error {
  override readonly name = 'ShardLayoutError';
}

export class Shards {
  readonly all: readonly Shard[];
  readonly #homes: readonly number[];

  private constructor(all: readonly Shard[], homes: readonly number[]) {
    this.all = all;
    this.#homes = homes;
  }

  /** @param addresses one per shard, shard 0 first. @throws ShardLayoutError */
  static async open(addresses: readonly DatabaseAddress[], options: ShardOptions = {}): Promise<Shards> {
    const all = addresses.map((address, number) => ({ number, pool: openPool(address, options) }));
    try {
      return new Shards(all, await readHomes(all));
    } catch (error) {
      await Promise.all(all.map(({ pool }) => pool.end()));
      throw error;
    }
  }

  /** The shard of an account id or a transfer id. */
  of(id: string): Shard {
    const shard = this.all[this.#homes[bucketOf(id)] ?? -1];
    if (!shard) throw new ShardLayoutError(`none of the ${this.all.length} databases holds bucket ${bucketOf(id)}`);
    return shard;
  }

  /** Groups items by shard; `idOf` gives the account or transfer id that places an item. */
  group<T>(items: readonly T[], idOf: (item: T) => string): Map<Shard, T[]> {
    const groups = new Map<Shard, T[]>();
    for (const item of items) {
      const shard = this.of(idOf(item));
      const group = groups.get(shard);
      if (group) group.push(item);
      else groups.set(shard, [item]);
    }
    return groups;
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map(({ pool }) => pool.end()));
  }
}

async function readHomes(all: readonly Shard[]): Promise<number[]> {
  const maps = await Promise.all(all.map((shard) => readHomesOf(shard)));
  const [first = ''] = maps;
  if (maps.some((map) => map !== first)) throw new ShardLayoutError('the shards hold different bucket maps');
  const homes: number[] = JSON.parse(first);
  if (homes.length !== bucketCount)
    throw new ShardLayoutError(`the bucket map has ${homes.length} of ${bucketCount} buckets`);
  // A database without buckets is allowed: buckets may be about to move there.
  const needed = Math.max(...homes) + 1;
  if (needed > all.length)
    throw new ShardLayoutError(`the ledger has ${needed} databases, but ${all.length} are configured`);
  return homes;
}

async function readHomesOf({ number, pool }: Shard): Promise<string> {
  const own = await pool.query<{ number: number }>('select number from ledger_shard');
  if (own.rows[0]?.number !== number) {
    throw new ShardLayoutError(
      `the database configured as shard ${number} is shard ${own.rows[0]?.number ?? 'of no ledger'}`,
    );
  }
  const homes = await pool.query<{ shard: number }>('select shard from bucket_home order by bucket');
  return JSON.stringify(homes.rows.map(({ shard }) => shard));
}

/** Whole numbers that may be above 2^53 arrive as bigint, so that they stay exact. No numeric of the ledger has a fraction. */
const wholeNumbers = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    wholeNumbers.has(oid)
      ? (text: string) => BigInt(text)
      : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

export function openPool(
  address: DatabaseAddress,
  { connections = 10, onIdleFault = () => {} }: ShardOptions = {},
): pg.Pool {
  const pool = new pg.Pool({
    ...connectionConfig(address),
    Client: LedgerClient,
    max: connections,
    types,
    // Statements that are sent together travel together; the server still runs them one after the other.
    pipeline: true,
  });
  pool.on('error', onIdleFault);
  // The pool listens only to idle connections. If one breaks in use while no statement is under way (between a transaction's phases, when
  // the server is killed), the process must not end: the next statement on it fails.
  pool.on('connect', (client) => client.on('error', onIdleFault));
  return pool;
}
