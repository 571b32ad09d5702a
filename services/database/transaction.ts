/**
 * The transactions that write money, the registry and the outbox: READ COMMITTED, and retried (bounded) after an error that another
 * transaction caused.
 */
import type { Duplex } from 'node:stream';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { allSettledOrThrow } from './all-settled-or-throw.ts';
import { DatabaseAwayError } from './database-away-error.ts';

/** A pool, or the client of an open transaction. Statements carry no name: RDS Proxy would pin the connection. */
export interface Queryable {
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>;
}

/** A statement that is built before it is sent: if building it fails, nothing was sent. */
export interface Statement<Result> {
  readonly text: string;
  readonly values: unknown[];
  readonly read: (result: QueryResult) => Result;
}

/** What a transaction writes, in this order; the last statement gives its result. */
export type Writes<Result> = readonly [...Statement<unknown>[], Statement<Result>];

export async function execute<Result>(database: Queryable, statement: Statement<Result>): Promise<Result> {
  return statement.read(await database.query(statement.text, statement.values));
}

/** SQLSTATEs after which the same transaction may succeed. */
const retryable = new Map([
  ['40001', 'serialization_failure'],
  ['40P01', 'deadlock_detected'],
  // A record appeared between reading and writing it; the next try reads it.
  ['23505', 'unique_violation'],
]);

// Not here: 55P03 (a lock was not to be had in time) and 57014 (a statement took too long). Whoever holds the lock may keep it for long,
// and this would keep a connection meanwhile. The batch is done one by one, and what meets the lock again comes with its redelivery.

const maxTries = 5;

/** Whatever the server, the database or the role says. */
const begin = 'begin isolation level read committed read write';

/**
 * Runs `work` in a transaction. It may run several times, so it must have no effect outside of the transaction.
 * If the commit itself fails, it is unknown whether it took place: the caller's redelivery finds out.
 */
export function transaction<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return retried(pool, async (client) => {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  });
}

/**
 * The same in two round trips (the pools pipeline), for work that reads and then writes: `begin` and what `read` locks and reads;
 * then what `write` makes of it, and `commit`. The server runs one statement after the other, so a read still sees what the lock
 * before it waited for; and if a statement fails, the commit behind it rolls back.
 */
export function readThenWrite<Read, Result>(
  pool: Pool,
  read: (tx: Queryable) => Promise<Read>,
  write: (found: Read) => Writes<Result>,
): Promise<Result> {
  return retried(pool, async (client) => {
    const [, found] = await inOnePacket(client, () => allSettledOrThrow([client.query(begin), read(client)]));
    const writes = write(found);
    const [results] = await inOnePacket(client, () =>
      allSettledOrThrow([
        allSettledOrThrow(writes.map((statement) => execute(client, statement))),
        client.query('commit'),
      ]),
    );
    return results.at(-1) as Result;
  });
}

async function retried<T>(pool: Pool, attempt: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await onClient(pool, attempt);
    } catch (error) {
      if (tries >= maxTries || !mayRetry(error)) throw error;
    }
  }
}

function mayRetry(error: unknown): boolean {
  return error instanceof Error && 'code' in error && retryable.has(String(error.code));
}

/** @throws DatabaseAwayError if there is no connection, or it is lost; otherwise what `attempt` throws */
async function onClient<T>(pool: Pool, attempt: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((fault: unknown) => {
    throw new DatabaseAwayError(fault);
  });
  let broken: Error | undefined;
  try {
    return await attempt(client);
  } catch (error) {
    await client.query('rollback').catch((fault: Error) => {
      broken = fault; // the connection is lost, and the transaction with it
    });
    throw broken ? new DatabaseAwayError(error) : error;
  } finally {
    client.release(broken);
  }
}

/**
 * Holds back the connection's writes while `send` queues its statements, so that they leave in one packet and wake the server once:
 * separate writes took a fifth of the process's time. `connection` is internal to the driver; without it nothing breaks.
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
