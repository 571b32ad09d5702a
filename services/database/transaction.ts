/** The one place where a transaction begins and ends. */
import type { Duplex } from 'node:stream';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { finishAll } from './finish-all.ts';

/** What a query file needs: a pool, or the client of an open transaction. Statements carry no name: RDS Proxy would pin the connection. */
export interface Queryable {
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>;
}

/** A statement that is made before it is sent: what fails while making it was not sent, nor anything with it. */
export interface Statement<Result> {
  readonly text: string;
  readonly values: unknown[];
  readonly read: (result: QueryResult) => Result;
}

/** What a transaction writes, in this order; the last one gives its result. */
export type Writes<Result> = readonly [...Statement<unknown>[], Statement<Result>];

export async function perform<Result>(database: Queryable, statement: Statement<Result>): Promise<Result> {
  return statement.read(await database.query(statement.text, statement.values));
}

/** SQLSTATEs after which the same transaction may succeed. */
const retryable = new Map([
  ['40001', 'serialization_failure'],
  ['40P01', 'deadlock_detected'],
  // A record appeared between reading and writing it; the next try reads it.
  ['23505', 'unique_violation'],
]);

const mostTries = 5;

/**
 * Runs `work` in a READ COMMITTED transaction, again (bounded) when it met another one. `work` must have no effect outside of it.
 * An error of the commit itself leaves open whether it took place: the caller's redelivery finds out.
 */
export function transaction<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return retried(pool, async (client) => {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  });
}

/**
 * The same in two round trips, for work that looks and then writes (the pools pipeline): `begin` and what `look` locks and reads;
 * then what `write` makes of it, and `commit`. The server takes one statement after the other, so a read still sees what the lock
 * before it waited for; and where a statement fails, the commit behind it rolls back.
 */
export function lookThenWrite<Seen, Result>(
  pool: Pool,
  look: (tx: Queryable) => Promise<Seen>,
  write: (seen: Seen) => Writes<Result>,
): Promise<Result> {
  return retried(pool, async (client) => {
    const [, seen] = await inOnePacket(client, () => finishAll([client.query('begin'), look(client)]));
    const writes = write(seen);
    const [results] = await inOnePacket(client, () =>
      finishAll([finishAll(writes.map((statement) => perform(client, statement))), client.query('commit')]),
    );
    return results.at(-1) as Result;
  });
}

async function retried<T>(pool: Pool, attempt: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await onClient(pool, attempt);
    } catch (error) {
      if (tries >= mostTries || !mayRetry(error)) throw error;
    }
  }
}

function mayRetry(error: unknown): boolean {
  return error instanceof Error && 'code' in error && retryable.has(String(error.code));
}

async function onClient<T>(pool: Pool, attempt: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await attempt(client);
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
