import type pg from 'pg';

/** Makes a pool's statements fail, as if its database were down, until the returned function is called. */
export function failQueries(pool: pg.Pool, which: RegExp = /./): () => void {
  type Query = (text: string, values?: unknown[]) => Promise<unknown>;
  const query = pool.query.bind(pool) as Query;
  const failing: Query = (text, values) =>
    which.test(text) ? Promise.reject(new Error('the database is down')) : query(text, values);
  pool.query = failing as typeof pool.query;
  return () => {
    pool.query = query as typeof pool.query;
  };
}

/** Makes a pool refuse connections to transactions until the returned function is called. */
export function failTransactions(pool: pg.Pool): () => void {
  type Connect = (...callback: unknown[]) => Promise<unknown>;
  const connect = pool.connect.bind(pool) as Connect;
  const failing: Connect = (...callback) =>
    callback.length === 0 ? Promise.reject(new Error('the database is down')) : connect(...callback);
  pool.connect = failing as typeof pool.connect;
  return () => {
    pool.connect = connect as typeof pool.connect;
  };
}
