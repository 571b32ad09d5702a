/** The one place where a transaction begins and ends. */
import type { Duplex } from 'node:stream';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';

/** What a query file needs: a pool, or the client of an open transaction. Statements carry no name: RDS Proxy would pin the connection. */
export interface Queryable {
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>;
}

/** A record appeared between reading and writing it; the transaction is taken again and will find it. */
export class ConcurrentWriteError extends Error {
  override readonly name = 'ConcurrentWriteError';
}

/** SQLSTATEs after which the same transaction may succeed. */
const retryable = new Map([
  ['40001', 'serialization_failure'],
  ['40P01', 'deadlock_detected'],
]);

const mostTries = 5;

/**
 * Runs `work` in a READ COMMITTED transaction, again (bounded) when it met another one. `work` must have no effect outside of it.
 * An error of the commit itself leaves open whether it took place: the caller's redelivery finds out.
 */
export function transaction<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return lookThenWrite(pool, async () => undefined, work);
}

/**
 * The same for work that begins with a look: `look` locks and reads, and travels in one go with `begin`, a round trip for all of
 * it (the pools pipeline); the server takes one statement after the other, so a read still sees what the lock before it waited for.
 * `write` gets what was seen.
 */
export async function lookThenWrite<Seen, T>(
  pool: Pool,
  look: (tx: Queryable) => Promise<Seen>,
  write: (tx: Queryable, seen: Seen) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await once(pool, look, write);
    } catch (error) {
      if (tries >= mostTries || !mayRetry(error)) throw error;
    }
  }
}

function mayRetry(error: unknown): boolean {
  if (error instanceof ConcurrentWriteError) return true;
  return error instanceof Error && 'code' in error && retryable.has(String(error.code));
}

async function once<Seen, T>(
  pool: Pool,
  look: (tx: Queryable) => Promise<Seen>,
  write: (tx: Queryable, seen: Seen) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    // No write before the transaction is known to be open.
    const [, seen] = await inOnePacket(client, () => Promise.all([client.query('begin'), look(client)]));
    const result = await inOnePacket(client, () => write(client, seen));
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((fault: Error) => {
      broken = fault; // the connection is gone, and the transaction with it
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Holds back the connection's writes while `send` queues its statements, so that they leave in one packet and wake the server once:
 * a write to a waiting server was a fifth of the process's time. `connection` is the driver's own stream; without it nothing breaks.
 */
function inOnePacket<T>(client: PoolClient, send: () => T): T {
  const { stream } = (client as PoolClient & { connection?: { stream?: Duplex } }).connection ?? {};
  stream?.cork();
  try {
    return send();
  } finally {
    stream?.uncork();
  }
}
