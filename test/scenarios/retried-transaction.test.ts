/**
 * A transaction that collides with another is run again from the start, on what the other one has written. Nothing that its first try
 * saw may survive: a rollback that first finds no credit and then an applied one must not touch the debit.
 */
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credit } from '../../services/credit/credit.ts';
import { debit } from '../../services/debit/debit.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { expectOneOutcomeEach, expectSoundBooks, inTransit } from '../support/invariants.ts';
import { commandFor, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';

describe.each([1, 2])('on %i shard(s)', (shards) => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await openLedger(shards);
  });
  afterAll(() => ledger.drop());

  test.each<[what: string, fault: string | undefined]>([
    ['a deadlock after its decision', '40P01'],
    // No row to lock: the record's key is the gate, and the credit goes through it first.
    ['an account that has just been opened', undefined],
  ])('a rollback loses to a credit: %s', async (what, fault) => {
    const name = what.replaceAll(' ', '-');
    const order = orderFor(name, { fromAccount: `from-${name}`, toAccount: `to-${name}` });
    const creditNow = () => credit(ledger.runtime, [commandFor(order, `credit ${name}`)]);
    const openDestination = () => ledger.openAccounts([{ id: order.toAccount }]);
    await ledger.openAccounts([{ id: order.fromAccount, balance: 500n }]);
    if (fault) await openDestination();
    await debit(ledger.runtime, [commandFor(order, `debit ${name}`)]);

    const unlucky = await ledger.another();
    const statement = /insert into step_record/;
    const pool = unlucky.shards.of(order.toAccount).pool;
    if (fault) {
      // The locks are gone with the first try, and before the second one the credit is done.
      interrupt(pool, [
        [
          statement,
          (client) => client.query(`do $$ begin raise exception 'so be it' using errcode = '${fault}'; end $$`),
        ],
        [/begin/, creditNow],
      ]);
    } else interrupt(pool, [[statement, () => openDestination().then(creditNow)]]);
    await rollback(unlucky, [commandFor(order, `rollback ${name}`)]);

    const answers = ledger.cloud.answersByToken();
    expect(answers.get(`credit ${name}`)).toEqual(['Completed']);
    expect(answers.get(`rollback ${name}`)).toEqual(['Completed']);
    expect(await balances(ledger, order.fromAccount, order.toAccount)).toEqual([400n, 100n]);
    expect(await inTransit(ledger)).toBe(0n);
    await expectOneOutcomeEach(ledger, [order.transferId]);
    await expectSoundBooks(ledger);
  });
});

type Interruption = readonly [before: RegExp, action: (client: pg.PoolClient) => Promise<unknown>];

/** Does things before statements of the pool's next transactions: each once, in their order. */
function interrupt(pool: pg.Pool, interruptions: readonly Interruption[]): void {
  const left = [...interruptions];
  type Connect = (...callback: unknown[]) => Promise<pg.PoolClient>;
  const connect = pool.connect.bind(pool) as Connect;
  pool.connect = (async (...callback) => {
    if (callback.length > 0) return connect(...callback); // how pool.query comes by its client
    const client = await connect();
    let before: Promise<unknown> = Promise.resolve();
    // Statements that are sent together keep their order, however long the action between two of them takes.
    const query = (text: string, values?: unknown[]) => {
      const [statement, action] = left[0] ?? [];
      const interrupted = statement?.test(text) ?? false;
      if (interrupted) left.shift();
      const result = before.then(async () => {
        if (interrupted) await action?.(client);
        return client.query(text, values);
      });
      before = result.catch(() => {});
      return result;
    };
    return { query, release: client.release.bind(client) } as unknown as pg.PoolClient;
  }) satisfies Connect as typeof pool.connect;
}

async function balances(ledger: TestLedger, ...ids: string[]): Promise<(bigint | undefined)[]> {
  const rows = await ledger.rows<{ id: string; balance: bigint }>('select id, balance from account');
  return ids.map((id) => rows.find((row) => row.id === id)?.balance);
}
