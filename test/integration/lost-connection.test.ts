/** The server ends a connection that a transaction holds while no statement is under way. */
import { expect } from 'vitest';
import { withClient } from '../../services/database/databases.ts';
import { openPool } from '../../services/database/shards.ts';
import { databaseTest } from '../support/database.ts';

databaseTest('a lost connection is reported, fails its next statement, and is replaced', async ({ database }) => {
  const [url = ''] = database.serviceUrls;
  const [ownerUrl = ''] = database.ownerUrls;
  let report: (fault: Error) => void = () => {};
  const reported = new Promise<Error>((resolve) => {
    report = resolve;
  });
  const pool = openPool(url, { onIdleFault: (fault) => report(fault) });
  try {
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await withClient(ownerUrl, (owner) => owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]));
    expect((await reported).message).toMatch(/terminat/);
    const failure = await client.query('select 1').catch((fault: Error) => fault);
    expect(failure).toBeInstanceOf(Error);
    client.release(true);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  } finally {
    await pool.end();
  }
});
