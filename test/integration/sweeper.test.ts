/** The sweeper: whatever was lost, a transfer without an outcome gets its next attempt. */
import type { Context, ScheduledEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { facts, parse, type TransferOrder } from '../../events/index.ts';
import { debit } from '../../services/debit/debit.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { create } from '../../services/sweeper/sweeper.lambda.ts';
import { sweep } from '../../services/sweeper/sweeper.ts';
import { expectStamped, spanOf } from '../support/database-clock.ts';
import { commandFor, environment, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';

const ordersNamed = (label: string, count: number) =>
  Array.from({ length: count }, (_, index) => orderFor(`${label} ${index}`));

describe.each([1, 2])('on %i shard(s)', (shards) => {
  let ledger: TestLedger;
  beforeEach(async () => {
    ledger = await openLedger(shards);
    await ledger.openAccounts([{ id: 'alice', balance: 100_000n }, { id: 'bob' }]);
  });
  afterEach(() => ledger.drop());

  /** As if the bound of these transfers had passed, that of the first one longest ago. */
  async function makeOverdue(orders: readonly TransferOrder[]): Promise<void> {
    for (const [index, { transferId }] of orders.entries())
      await ledger.rows('update transfer set next_attempt_at = now() - make_interval(secs => $2) where id = $1', [
        transferId,
        1000 - index,
      ]);
  }
  const attemptsOf = ({ transferId }: TransferOrder) =>
    ledger.cloud.starts
      .map(({ name }) => name)
      .filter((name) => name.startsWith(transferId))
      .map((name) => name.slice(37));

  test('before its bound a transfer is left alone', async () => {
    const span = await spanOf(ledger, () => ledger.accept(ordersNamed('young', 5)));
    expect(await sweep(ledger.runtime)).toBe(0);
    const transfers = await ledger.rows<{ dueAt: Date }>('select next_attempt_at as "dueAt" from transfer');
    expect(transfers).toHaveLength(5);
    for (const { dueAt } of transfers) expectStamped(dueAt, span, 100);
  });

  test.each(["interval '1 hour'", "interval '1 year'", 'now() - to_timestamp(0)'])(
    'the database’s clock is set back by %s: a transfer is due at once, and once',
    async (back) => {
      const orders = ordersNamed('set back', 5);
      await ledger.accept(orders);
      await ledger.rows(`update transfer set next_attempt_at = next_attempt_at + (${back})`);
      expect(await sweep(ledger.runtime)).toBe(5);
      expect(await sweep(ledger.runtime)).toBe(0);
      for (const order of orders) expect(attemptsOf(order)).toEqual(['1', '2']);
    },
  );

  test('after it, the next attempt starts, with the input of the first', async () => {
    const orders = ordersNamed('overdue', 5);
    await ledger.accept(orders);
    await makeOverdue(orders);
    expect(await sweep(ledger.runtime)).toBe(5);
    expect(await sweep(ledger.runtime)).toBe(0);
    for (const order of orders) {
      expect(attemptsOf(order)).toEqual(['1', '2']);
      const inputs = ledger.cloud.starts
        .filter(({ name }) => name.startsWith(order.transferId))
        .map(({ input }) => input);
      expect(new Set(inputs).size).toBe(1);
    }
  });

  test('a transfer with an outcome is left alone, one without is tried again, whatever its steps did', async () => {
    const [ended, debited, untouched] = ordersNamed('mixed', 3) as [TransferOrder, TransferOrder, TransferOrder];
    await ledger.accept([ended, debited, untouched]);
    await debit(ledger.runtime, [commandFor(ended, 'a'), commandFor(debited, 'b')]);
    await rollback(ledger.runtime, [commandFor(ended, 'c')]);
    await makeOverdue([ended, debited, untouched]);
    expect(await create(ledger.runtime, environment)({} as ScheduledEvent, {} as Context)).toEqual({ started: 2 });
    expect([ended, debited, untouched].map((order) => attemptsOf(order).length)).toEqual([1, 2, 2]);
  });

  test('sweepers at once start one attempt each', async () => {
    const orders = ordersNamed('race', 60);
    await ledger.accept(orders);
    await makeOverdue(orders);
    const sweepers = [ledger.runtime, await ledger.another(), await ledger.another()];
    const started = await Promise.all(sweepers.map((runtime) => sweep(runtime)));
    expect(started.reduce((sum, each) => sum + each)).toBe(60);
    for (const order of orders) expect(attemptsOf(order)).toEqual(['1', '2']);
  });

  test('attention is called at the third attempt, once, and the attempts go on', async () => {
    const [order] = ordersNamed('attention', 1) as [TransferOrder];
    await ledger.accept([order]);
    const seen: string[] = [];
    for (let attempt = 2; attempt <= 6; attempt += 1) {
      await makeOverdue([order]);
      await sweep(ledger.runtime);
      const [row] = await ledger.rows<{ attempt: number; called: boolean }>(
        'select attempt, needs_attention as called from transfer',
      );
      seen.push(`${row?.attempt} ${row?.called}`);
    }
    expect(seen).toEqual(['2 false', '3 true', '4 true', '5 true', '6 true']);
    expect(attemptsOf(order)).toEqual(['1', '2', '3', '4', '5', '6']);
    const calls = ledger.cloud.events.filter(({ detailType }) => detailType === 'TransferNeedsAttention');
    expect(calls).toHaveLength(1);
    expect(ledger.runtime.metrics.counts).toMatchObject({ TransferNeedsAttention: 1, AttemptStarted: 5 });
    expect(ledger.runtime.metrics.gauges).toMatchObject({
      TransfersOpen: 1,
      OpenTransfersNeedingAttention: 1,
      OpenTransfersUnacknowledged: 1,
    });
    expect(parse(facts.transferNeedsAttention, calls[0]?.detail)).toMatchObject({
      ok: true,
      value: { reason: 'NoOutcome' },
    });
  });

  test('each run measures what is open, over all databases', async () => {
    const orders = ordersNamed('measured', 8);
    await ledger.accept(orders);
    await debit(ledger.runtime, [commandFor(orders[0] as TransferOrder, 'a')]);
    await rollback(ledger.runtime, [commandFor(orders[0] as TransferOrder, 'b')]);
    await ledger.asOwner(`update transfer set accepted_at = now() - interval '2 hours' where id = $1`, [
      orders[5]?.transferId,
    ]);
    await sweep(ledger.runtime);
    const { counts, gauges } = ledger.runtime.metrics;
    expect(gauges).toEqual({
      TransfersOpen: 7,
      OpenTransfersNeedingAttention: 0,
      OpenTransfersUnacknowledged: 0,
      OldestOpenTransferSeconds: expect.any(Number),
    });
    expect(Math.round((gauges.OldestOpenTransferSeconds ?? 0) / 3600)).toBe(2);
    expect(counts).toMatchObject({ TransferAccepted: 8, AccountDebited: 1, TransferRolledBack: 1 });
  });

  test('the bound doubles with each attempt, up to a day', async () => {
    const [order] = ordersNamed('bound', 1) as [TransferOrder];
    await ledger.accept([order]);
    const hours = 3600;
    for (const [attempt, seconds] of [
      [1, 200],
      [2, 400],
      [3, 800],
      [9, 51_200],
      [10, 24 * hours],
      [500, 24 * hours],
    ] as const) {
      await ledger.rows('update transfer set attempt = $1', [attempt]);
      await makeOverdue([order]);
      const span = await spanOf(ledger, () => sweep(ledger.runtime));
      const [row] = await ledger.rows<{ dueAt: Date }>('select next_attempt_at as "dueAt" from transfer');
      expectStamped(row?.dueAt, span, seconds);
    }
  });
});

test('a run takes at most its limit, the longest overdue first', async () => {
  const ledger = await openLedger(1, { SWEEPER_LIMIT: '2' });
  const orders = ordersNamed('limit', 5);
  await ledger.accept(orders);
  for (const [index, { transferId }] of orders.entries())
    await ledger.rows('update transfer set next_attempt_at = now() - make_interval(secs => $2) where id = $1', [
      transferId,
      1 + index,
    ]);
  const second = () =>
    ledger.cloud.starts
      .filter(({ name }) => name.endsWith('-2'))
      .map(({ name }) => name.slice(0, 36))
      .sort();
  expect(await sweep(ledger.runtime)).toBe(2);
  expect(second()).toEqual(
    orders
      .slice(3)
      .map(({ transferId }) => transferId)
      .sort(),
  );
  expect([await sweep(ledger.runtime), await sweep(ledger.runtime), await sweep(ledger.runtime)]).toEqual([2, 1, 0]);
  expect(second()).toEqual(orders.map(({ transferId }) => transferId).sort());
  await ledger.drop();
});
