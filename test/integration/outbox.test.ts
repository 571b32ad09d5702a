/** The outbox: rows are claimed once, leased, put off, never dropped. */
import type { Context, ScheduledEvent } from 'aws-lambda';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withClient } from '../../services/database/databases.ts';
import { execute } from '../../services/database/transaction.ts';
import { transferFact } from '../../services/domain/facts.ts';
import { deliver } from '../../services/outbox/deliver.ts';
import {
  callbackMessage,
  eventMessage,
  type OutboxMessage,
  outcomeMessage,
  startMessage,
} from '../../services/outbox/message.ts';
import { claimDue } from '../../services/outbox/queries/claim-due.ts';
import { insertMessages } from '../../services/outbox/queries/insert-messages.ts';
import { markFailed } from '../../services/outbox/queries/mark-failed.ts';
import { create as createRelay } from '../../services/outbox/relay.lambda.ts';
import { relay } from '../../services/outbox/relay.ts';
import type { Runtime } from '../../services/runtime/runtime.ts';
import { expectStamped, spanOf } from '../support/database-clock.ts';
import { failQueries } from '../support/failing-queries.ts';
import { environment, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';
import { awsError } from '../support/recording-cloud.ts';

const at = '2026-11-23T09:30:00.120Z';
const order = orderFor('outbox');
const id = order.transferId;
const always = () => true;

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await openLedger(1);
});
afterEach(() => ledger.drop());

const events = (count: number): OutboxMessage[] =>
  Array.from({ length: count }, (_, index) => {
    const other = orderFor(`outbox ${index}`);
    return eventMessage(transferFact('TransferCompleted', other, at), other.transferId);
  });
const callback = (token: string) => callbackMessage(id, token, { success: true, output: { outcome: 'Completed' } });

/** Rows as a fast path left them behind, due now. */
async function leave(messages: readonly OutboxMessage[], shard = 0): Promise<void> {
  await execute(poolOf(ledger.runtime, shard), insertMessages(messages, 1));
  await makeDue();
}

function poolOf({ shards }: Runtime, shard = 0): Pool {
  const { pool } = shards.all[shard] ?? {};
  if (!pool) throw new RangeError(`there is no shard ${shard}`);
  return pool;
}

async function makeDue(): Promise<void> {
  await ledger.rows(`update outbox set next_attempt_at = now() - interval '1 second' where delivered_at is null`);
}

interface Row {
  readonly kind: string;
  readonly attempts: number;
  readonly delivered: boolean;
  readonly moot: boolean;
  readonly error: string | null;
}
const rows = () =>
  ledger.rows<Row>(
    'select kind, attempts, delivered_at is not null as delivered, moot, last_error as error from outbox order by kind, id',
  );

describe('claiming', () => {
  test('relays at once deliver each row once', async () => {
    await leave(events(450));
    const relays = [ledger.runtime, await ledger.another(), await ledger.another()];
    const taken = await Promise.all(relays.map((runtime) => relay(runtime, always)));
    expect(taken.reduce((sum, each) => sum + each)).toBe(450);
    expect(new Set(ledger.cloud.events.map(({ detail }) => detail.eventId)).size).toBe(450);
    expect(ledger.cloud.events).toHaveLength(450);
  });

  test('rows that another transaction has locked are skipped, not waited for', { timeout: 10_000 }, async () => {
    await leave(events(3));
    await withClient(ledger.database.ownerUrls[0] ?? '', async (other) => {
      await other.query('begin');
      await other.query('select 1 from outbox order by id limit 1 for update');
      expect(await relay(ledger.runtime, always)).toBe(2);
    });
    expect(await relay(ledger.runtime, always)).toBe(1);
  });

  test('a claimed row is its claimer’s until the lease is over', async () => {
    await leave(events(1));
    const pool = poolOf(ledger.runtime);
    expect(await claimDue(pool, 10, 60)).toHaveLength(1);
    expect(await claimDue(pool, 10, 60)).toHaveLength(0);
    await makeDue();
    expect(await claimDue(pool, 10, 60)).toHaveLength(1);
  });

  test('the oldest first, up to the limit', async () => {
    await leave(events(5));
    await ledger.rows(`update outbox set next_attempt_at = now() - interval '1 minute' where transfer_id = $1`, [
      orderFor('outbox 3').transferId,
    ]);
    const pool = poolOf(ledger.runtime);
    expect((await claimDue(pool, 1, 60)).map(({ transferId }) => transferId)).toEqual([
      orderFor('outbox 3').transferId,
    ]);
  });

  test('a message that was written before is left to its writer', async () => {
    const pool = poolOf(ledger.runtime);
    const [first, second] = events(2) as [OutboxMessage, OutboxMessage];
    expect(await execute(pool, insertMessages([first, first], 60))).toEqual([first]);
    expect(await execute(pool, insertMessages([first, second], 60))).toEqual([second]);
  });
});

describe('the database’s clock is set back while rows wait', () => {
  test.each([
    ['by an hour', "interval '1 hour'"],
    ['by a year', "interval '1 year'"],
    ['to 1970', 'now() - to_timestamp(0)'],
  ])('%s: each is due at once, be it leased or put off', async (_, back) => {
    await leave([callback('leased'), callback('put off')]);
    const pool = poolOf(ledger.runtime);
    expect(await claimDue(pool, 10, 60)).toHaveLength(2);
    await markFailed(pool, [{ id: callback('put off').id, error: 'taught to fail' }]);
    await ledger.rows(`update outbox set next_attempt_at = next_attempt_at + (${back})`);
    await relay(ledger.runtime, always);
    expect(ledger.cloud.answersByToken()).toEqual(
      new Map([
        ['leased', ['Completed']],
        ['put off', ['Completed']],
      ]),
    );
  });

  test('a lease and the longest back-off that are not over are respected', async () => {
    await leave([callback('leased'), callback('put off')]);
    const pool = poolOf(ledger.runtime);
    expect(await claimDue(pool, 10, 60)).toHaveLength(2);
    await ledger.rows('update outbox set attempts = 20 where id = $1', [callback('put off').id]);
    await markFailed(pool, [{ id: callback('put off').id, error: 'taught to fail' }]);
    expect(await claimDue(pool, 10, 60)).toEqual([]);
  });
});

describe('delivering', () => {
  test.each<[what: string, message: OutboxMessage, fault: string | undefined, row: Partial<Row>]>([
    ['an answer', callback('token'), undefined, { delivered: true, moot: false, attempts: 1 }],
    ['an answer that nobody waits for: timed out', callback('token'), 'TaskTimedOut', { delivered: true, moot: true }],
    ['an answer that nobody waits for: gone', callback('token'), 'TaskDoesNotExist', { delivered: true, moot: true }],
    [
      'an answer to an invalid token',
      callback('token'),
      'InvalidToken',
      { delivered: false, error: 'InvalidToken: InvalidToken' },
    ],
    ['a start', startMessage(id, 1, '{}'), undefined, { delivered: true }],
    [
      'a start that happened before',
      startMessage(id, 1, '{}'),
      'ExecutionAlreadyExists',
      { delivered: true, moot: false },
    ],
    [
      'a start over the limit of executions',
      startMessage(id, 1, '{}'),
      'ExecutionLimitExceeded',
      { delivered: false, attempts: 1 },
    ],
    [
      'an outcome of no accepted transfer',
      outcomeMessage(id, { outcome: 'Completed', reason: null }, at),
      undefined,
      { delivered: true, moot: true },
    ],
  ])('%s', async (_, message, fault, row) => {
    ledger.cloud.failing = () => (fault ? awsError(fault) : undefined);
    await leave([message]);
    await relay(ledger.runtime, always);
    expect(await rows()).toMatchObject([row]);
  });

  test('an invalid token and an outcome of an unknown transfer raise an alarm', async () => {
    ledger.cloud.failing = () => awsError('InvalidToken');
    await leave([callback('token'), outcomeMessage(id, { outcome: 'Completed', reason: null }, at)]);
    await relay(ledger.runtime, always);
    expect(ledger.logged.filter((line) => line.startsWith('error')).sort()).toEqual([
      'error a callback token is invalid',
      'error an outcome belongs to no accepted transfer',
    ]);
    expect(ledger.runtime.metrics.counts).toMatchObject({
      CallbackTokenInvalid: 1,
      OutcomeWithoutTransfer: 1,
      DeliveryFailed: 1,
      CallbackMoot: 0,
    });
  });

  test('the failed events of a batch stay', async () => {
    const failing = orderFor('outbox 4').transferId;
    ledger.cloud.failingEntry = ({ detail }) => (detail.transferId === failing ? 'InternalFailure' : undefined);
    await leave(events(12));
    await relay(ledger.runtime, always);
    expect(ledger.cloud.calls.PutEvents).toBe(2);
    expect(ledger.cloud.events).toHaveLength(11);
    expect((await rows()).filter(({ delivered }) => !delivered)).toMatchObject([
      { attempts: 1, error: 'InternalFailure: taught to fail' },
    ]);
  });

  test('an outcome is copied once; a second delivery, or another outcome, changes nothing', async () => {
    await ledger.accept([order]);
    const copy = (outcome: OutboxMessage) => deliver(ledger.runtime, ledger.runtime.shards.of(id), [outcome]);
    const registry = () => ledger.rows('select outcome, outcome_reason as reason, outcome_at as at from transfer');
    await copy(outcomeMessage(id, { outcome: 'RolledBack', reason: 'AccountFrozen' }, at));
    await copy(outcomeMessage(id, { outcome: 'RolledBack', reason: 'AccountFrozen' }, '2030-01-01T00:00:00.000Z'));
    await copy(outcomeMessage(id, { outcome: 'Completed', reason: null }, at));
    expect(await registry()).toEqual([{ outcome: 'RolledBack', reason: 'AccountFrozen', at: new Date(at) }]);
    expect(ledger.runtime.metrics.counts).toMatchObject({ OutcomeContradicted: 1, OutcomeWithoutTransfer: 0 });
  });

  test('a delivery that could not be marked is done once more', async () => {
    await leave(events(2));
    const restore = failQueries(poolOf(ledger.runtime), /delivered_at = coalesce/);
    await relay(ledger.runtime, always);
    restore();
    await makeDue();
    await relay(ledger.runtime, always);
    expect(ledger.cloud.events.map(({ detail }) => detail.transferId).sort()).toEqual(
      [...events(2), ...events(2)].map(({ transferId }) => transferId).sort(),
    );
    expect((await rows()).every(({ delivered }) => delivered)).toBe(true);
  });
});

describe('putting off', () => {
  test.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 8],
    [8, 256],
    [9, 300],
    [1000, 300],
  ])('after %i failures, another one puts it off by %i s', async (attempts, seconds) => {
    ledger.cloud.failing = () => awsError('ThrottlingException');
    await leave(events(1));
    await ledger.rows('update outbox set attempts = $1', [attempts]);
    const span = await spanOf(ledger, () => relay(ledger.runtime, always));
    const [row] = await ledger.rows<{ attempts: number; dueAt: Date }>(
      'select attempts, next_attempt_at as "dueAt" from outbox',
    );
    expect(row?.attempts).toBe(attempts + 1);
    expectStamped(row?.dueAt, span, seconds);
  });

  test('a row is never dropped, however often it failed', async () => {
    ledger.cloud.failing = () => awsError('ThrottlingException');
    await leave([callback('token')]);
    for (let turn = 0; turn < 30; turn += 1) {
      await makeDue();
      await relay(ledger.runtime, always);
    }
    ledger.cloud.failing = () => undefined;
    await makeDue();
    await relay(ledger.runtime, always);
    expect(await rows()).toMatchObject([{ delivered: true, attempts: 31, error: null }]);
    expect(ledger.cloud.answersByToken().get('token')).toEqual(['Completed']);
  });

  test('rows that cannot be delivered do not starve the others', async () => {
    ledger.cloud.failing = (operation) => (operation === 'PutEvents' ? awsError('ThrottlingException') : undefined);
    await leave(events(150));
    await ledger.rows(`update outbox set next_attempt_at = now() - interval '1 hour'`);
    await execute(poolOf(ledger.runtime), insertMessages([callback('token')], 1));
    await ledger.rows(`update outbox set next_attempt_at = now() - interval '1 second' where kind = 'callback'`);
    await relay(ledger.runtime, always);
    expect(ledger.cloud.answersByToken().get('token')).toEqual(['Completed']);
  });
});

describe('the scheduled function', () => {
  const schedule = {} as ScheduledEvent;
  test.each<[remainingMs: number, taken: number]>([
    [20_000, 150],
    [1500, 0],
  ])('with %i ms left it takes %i', async (remainingMs, taken) => {
    await leave(events(150));
    const context = { getRemainingTimeInMillis: () => remainingMs } as Context;
    expect(await createRelay(ledger.runtime, environment)(schedule, context)).toEqual({ taken });
  });

  test('it stops between claims when time runs out', async () => {
    await leave(events(250));
    const left = [9000, 5000, 1000];
    const context = { getRemainingTimeInMillis: () => left.shift() ?? 0 } as Context;
    expect(await createRelay(ledger.runtime, environment)(schedule, context)).toEqual({ taken: 200 });
  });
});

test('the relay measures what it claimed, what is left and since when', async () => {
  await leave([...events(3), callback('late')]);
  await ledger.asOwner(`update outbox set created_at = now() - interval '5 hours' where kind = 'event'`);
  ledger.cloud.failing = (operation) => awsError(operation === 'PutEvents' ? 'ThrottlingException' : 'TaskTimedOut');
  await relay(ledger.runtime, always);
  const { counts, gauges } = ledger.runtime.metrics;
  expect(counts).toMatchObject({ OutboxRelayed: 4, DeliveryFailed: 3, CallbackMoot: 1 });
  expect(gauges.OutboxUndelivered).toBe(3);
  expect(Math.round((gauges.OutboxOldestSeconds ?? 0) / 3600)).toBe(5);
  ledger.cloud.failing = () => undefined;
  await makeDue();
  await relay(ledger.runtime, always);
  expect(ledger.runtime.metrics.gauges).toEqual({
    OutboxUndelivered: 0,
    OutboxOldestSeconds: 0,
    DeadLetters: 0,
    DeadLetterAgeSeconds: 0,
  });
});

describe('several databases', () => {
  test('one that is down does not hold up the others', async () => {
    await ledger.drop();
    ledger = await openLedger(2);
    await leave(events(3), 1);
    const runtime = await ledger.another();
    failQueries(poolOf(runtime));
    await expect(relay(runtime, always)).rejects.toThrow('the database is down');
    expect(ledger.cloud.events).toHaveLength(3);
  });

  test('an outcome whose registry is down waits for it', async () => {
    await ledger.drop();
    ledger = await openLedger(2);
    const registry = ledger.runtime.shards.of(id);
    const ledgerShard = 1 - registry.number;
    await ledger.accept([order]);
    await leave([outcomeMessage(id, { outcome: 'Completed', reason: null }, at), callback('token')], ledgerShard);
    const restore = failQueries(registry.pool);
    await deliver(ledger.runtime, ledger.runtime.shards.all[ledgerShard] ?? registry, [
      outcomeMessage(id, { outcome: 'Completed', reason: null }, at),
      callback('token'),
    ]);
    restore();
    expect((await rows()).filter(({ delivered }) => !delivered)).toMatchObject([
      { kind: 'outcome', error: 'Error: the database is down' },
    ]);
    await makeDue();
    await relay(ledger.runtime, always);
    expect(await ledger.rows('select outcome from transfer')).toEqual([{ outcome: 'Completed' }]);
  });
});
