/** What people do with transfers that need attention, by the command line: on two shards, and without writing a record or an outcome. */
import { userInfo } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { credit } from '../../services/credit/credit.ts';
import { debit } from '../../services/debit/debit.ts';
import { relay } from '../../services/outbox/relay.ts';
import { proof } from '../../services/proof/proof.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { sweep } from '../../services/sweeper/sweeper.ts';
import { askCommand, runCommand } from '../support/command-line.ts';
import { announceSystem } from '../support/command-line-system.ts';
import { expectStamped, spanOf } from '../support/database-clock.ts';
import { commandFor, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';
import { awsError } from '../support/recording-cloud.ts';

const attentionAttempt = 3;
const unknown = '7d54ac49-2334-5da6-b12d-8e2d46d0f6b1';

let ledger: TestLedger;
let system: Awaited<ReturnType<typeof announceSystem>>;
beforeEach(async () => {
  ledger = await openLedger(2);
  await ledger.openAccounts([{ id: 'alice', balance: 100_000n }, { id: 'bob' }]);
  system = await announceSystem(ledger.database);
});
afterEach(async () => {
  await system.remove();
  await ledger.drop();
});

const ask = (args: string) => askCommand(system.dataDir, args);
const show = async (args: string) => (await runCommand(system.dataDir, args)).stdout;

/** Accepted, debited, and swept until a person is called: the credit's consumer is down. */
async function stuck(...labels: string[]): Promise<TransferOrder[]> {
  const orders: TransferOrder[] = [];
  for (const label of labels) {
    const order = orderFor(label);
    await ledger.accept([order]);
    await debit(ledger.runtime, [commandFor(order, `debit ${label}`)]);
    orders.push(order);
  }
  for (let attempt = 2; attempt <= attentionAttempt; attempt += 1) await sweepAll();
  return orders;
}

async function sweepAll(): Promise<void> {
  await ledger.rows(`update transfer set next_attempt_at = now() where outcome is null`);
  await sweep(ledger.runtime);
}

const startsOf = ({ transferId }: TransferOrder) =>
  ledger.cloud.starts.map(({ name }) => name).filter((name) => name.startsWith(transferId));
const attemptOf = async ({ transferId }: TransferOrder) =>
  (await ledger.rows<{ attempt: number }>('select attempt from transfer where id = $1', [transferId]))[0]?.attempt;

/** What must never be written by hand. */
const decided = async () => ({
  records: await ledger.rows('select * from step_record order by transfer_id, step'),
  entries: await ledger.rows('select * from entry order by transfer_id, step, line'),
  accounts: await ledger.rows('select * from account order by id'),
  outcomes: await ledger.rows(
    'select id, outcome, outcome_reason, outcome_at, needs_attention from transfer order by id',
  ),
  messages: await ledger.rows(`select id from outbox where kind in ('event', 'outcome', 'callback') order by id`),
});

async function proven(): Promise<void> {
  const { checks } = await proof(ledger.runtime.shards, { now: new Date(), boundSeconds: 3600 });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
}

describe('list and show', () => {
  test('a transfer that is stuck between debit and credit is listed until it has its outcome', async () => {
    const [order] = (await stuck('listed')) as [TransferOrder];
    await ledger.accept([orderFor('young')]);
    const { exitCode, value } = await ask('attention list');
    expect(exitCode).toBe(0);
    expect(value).toEqual({
      transfers: [
        {
          transferId: order.transferId,
          requester: 'test',
          idempotencyKey: 'listed',
          fromAccount: 'alice',
          toAccount: 'bob',
          amount: '1.00',
          currency: 'EUR',
          reference: null,
          acceptedAt: expect.stringMatching(/Z$/),
          attentionSince: expect.stringMatching(/Z$/),
          attempts: attentionAttempt,
          nextAttemptAt: expect.stringMatching(/Z$/),
          lastStep: { step: 'debit', verdict: 'applied', reason: null, at: expect.stringMatching(/Z$/) },
          acknowledgements: [],
        },
      ],
      next: null,
    });
    expect(await show('attention list')).toMatch(
      /^accepted \(UTC\) .*last step +acknowledged by\n.*1\.00 +EUR +3 .*debit applied\n$/,
    );
    await credit(ledger.runtime, [commandFor(order, 'credit')]);
    expect(await ask('attention list --all')).toEqual({ exitCode: 0, value: { transfers: [], next: null } });
    expect(await show('attention list')).toBe('no transfers need attention\n');
  });

  test('in pages over both shards, oldest first; the last step is the newest of all shards', async () => {
    const orders = await stuck('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const homes = new Set(orders.map(({ transferId }) => ledger.runtime.shards.of(transferId).number));
    expect(homes.size).toBe(2);
    const seen: { transferId: string; acceptedAt: string }[] = [];
    for (let after = ''; ; ) {
      const { value } = await ask(`attention list --limit 3${after}`);
      seen.push(...value.transfers);
      if (value.next === null) break;
      after = ` --after ${value.next}`;
    }
    expect(seen.map(({ transferId }) => transferId).sort()).toEqual(orders.map(({ transferId }) => transferId).sort());
    expect(seen.map(({ acceptedAt, transferId }) => `${acceptedAt} ${transferId}`)).toEqual(
      seen.map(({ acceptedAt, transferId }) => `${acceptedAt} ${transferId}`).sort(),
    );
  });

  test('show says what waits, with its last error', async () => {
    const [order] = (await stuck('waiting')) as [TransferOrder];
    ledger.cloud.failing = (operation) =>
      operation === 'StartExecution' ? awsError('ThrottlingException', 'too many') : undefined;
    await sweepAll();
    const { exitCode, value } = await ask(`attention show ${order.transferId}`);
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({
      transferId: order.transferId,
      outcome: null,
      needsAttention: true,
      attempts: attentionAttempt + 1,
      undelivered: [
        { kind: 'start', attempts: 1, lastError: 'ThrottlingException: too many', nextAttemptAt: expect.any(String) },
      ],
      acknowledgements: [],
      steps: [{ step: 'debit', verdict: 'applied' }],
    });
    expect(value.timeline.length).toBeGreaterThan(4);
    const text = await show(`attention show ${order.transferId}`);
    expect(text).toContain('outcome    open, needs attention');
    expect(text).toMatch(/start +1 .*ThrottlingException: too many/);
    expect(text).toContain('nobody has acknowledged it');
  });
});

describe('retry', () => {
  test('counts the next attempt, the relay starts it, and the transfer completes', async () => {
    const [order] = (await stuck('retried')) as [TransferOrder];
    await ledger.rows('update transfer set next_attempt_at = now()');
    const before = await decided();
    const span = await spanOf(ledger, async () => {
      expect(await ask(`attention retry ${order.transferId}`)).toEqual({
        exitCode: 0,
        value: { transferId: order.transferId, attempt: 4, isNew: true },
      });
    });
    expect(await decided()).toEqual(before);
    const [due] = await ledger.rows<{ at: Date }>('select next_attempt_at as at from transfer');
    expectStamped(due?.at, span, 300);
    expect(await sweep(ledger.runtime)).toBe(0);
    await relay(ledger.runtime, () => true);
    expect(startsOf(order)).toEqual([1, 2, 3, 4].map((attempt) => `${order.transferId}-${attempt}`));
    const inputs = ledger.cloud.starts.map(({ input }) => input);
    expect(new Set(inputs).size).toBe(1);
    await proven();
    await debit(ledger.runtime, [commandFor(order, 'debit again')]);
    await credit(ledger.runtime, [commandFor(order, 'credit')]);
    expect((await ask('attention list')).value.transfers).toEqual([]);
    expect((await ask(`transfer show ${order.transferId}`)).value.outcome).toBe('Completed');
    await proven();
  });

  test('again before its start adds nothing and overcomes the back-off; again after it starts one more', async () => {
    const [order] = (await stuck('repeated')) as [TransferOrder];
    ledger.cloud.failing = (operation) =>
      operation === 'StartExecution' ? awsError('ThrottlingException') : undefined;
    await ask(`attention retry ${order.transferId}`);
    for (let run = 0; run < 3; run += 1) {
      await ledger.rows(`update outbox set next_attempt_at = now() where delivered_at is null`);
      await relay(ledger.runtime, () => true);
    }
    ledger.cloud.failing = () => undefined;
    await relay(ledger.runtime, () => true);
    expect(startsOf(order)).toHaveLength(3);
    const again = await ask(`attention retry ${order.transferId}`);
    expect(again).toMatchObject({ exitCode: 0, value: { attempt: 4, isNew: false } });
    expect(await show(`attention retry ${order.transferId}`)).toContain('was asked for already');
    await relay(ledger.runtime, () => true);
    expect(startsOf(order)).toHaveLength(4);
    expect((await ask(`attention retry ${order.transferId}`)).value).toMatchObject({ attempt: 5, isNew: true });
    await proven();
  });

  test('never brings the next attempt of the sweeper forward, and leaves what it planned', async () => {
    const [order] = (await stuck('planned')) as [TransferOrder];
    await ledger.rows(`update transfer set next_attempt_at = timestamptz '2100-01-01'`);
    await ask(`attention retry ${order.transferId}`);
    const [planned] = await ledger.rows<{ at: Date }>('select next_attempt_at as at from transfer');
    expect(planned?.at.toISOString()).toBe('2100-01-01T00:00:00.000Z');
  });

  test('a transfer that nobody was called for may be tried again too', async () => {
    const order = orderFor('young');
    await ledger.accept([order]);
    expect((await ask(`attention retry ${order.transferId}`)).value).toMatchObject({ attempt: 2, isNew: true });
    await proven();
  });

  test('--all takes every one of both shards, those that are acknowledged too', async () => {
    const orders = await stuck('a', 'b', 'c', 'd', 'e');
    await ask(`attention acknowledge ${orders[0]?.transferId} --reason known`);
    await ask(`attention retry ${orders[1]?.transferId}`);
    const before = await decided();
    expect(await ask('attention retry --all')).toEqual({ exitCode: 0, value: { started: 4, waiting: 1, ended: 0 } });
    expect(await decided()).toEqual(before);
    for (const order of orders) expect(await attemptOf(order)).toBe(4);
    expect(await show('attention retry --all')).toMatch(
      /attempts +0 start within a minute\nwaiting +5 were asked for already/,
    );
    await proven();
  });

  test('--all with nothing to do says so', async () => {
    expect(await show('attention retry --all')).toBe('no transfer needs attention\n');
  });

  test('operators, sweepers and consumers at once: each attempt has its start, and nothing is decided twice', async () => {
    const orders = await stuck('a', 'b', 'c', 'd', 'e', 'f');
    await ledger.rows('update transfer set next_attempt_at = now()');
    const another = await ledger.another();
    await Promise.all([
      ask('attention retry --all'),
      ask('attention retry --all'),
      sweep(ledger.runtime),
      sweep(another),
      relay(another, () => true),
      credit(
        ledger.runtime,
        orders.slice(0, 3).map((order) => commandFor(order, `credit ${order.transferId}`)),
      ),
      ...orders.map(({ transferId }) => ask(`attention retry ${transferId}`)),
    ]);
    await relay(ledger.runtime, () => true);
    await proven();
    for (const order of orders) expect(startsOf(order)).toHaveLength((await attemptOf(order)) ?? 0);
  });
});

describe('acknowledge', () => {
  test('by two people: both are kept, and the list leaves it out', async () => {
    const [order, other] = (await stuck('told', 'untold')) as [TransferOrder, TransferOrder];
    const before = await decided();
    const first = await ask(`attention acknowledge ${order.transferId} --reason INC-1 --by ada`);
    expect(first).toEqual({
      exitCode: 0,
      value: {
        transferId: order.transferId,
        acknowledgements: [{ at: expect.stringMatching(/Z$/), by: 'ada', reason: 'INC-1' }],
      },
    });
    await ask(`attention acknowledge ${order.transferId} --reason INC-1`);
    const people = [
      { by: 'ada', reason: 'INC-1' },
      { by: userInfo().username, reason: 'INC-1' },
    ];
    expect((await ask(`attention show ${order.transferId}`)).value.acknowledgements).toMatchObject(people);
    expect((await ask('attention list')).value.transfers).toMatchObject([{ transferId: other.transferId }]);
    expect((await ask('attention list --all')).value.transfers).toMatchObject([
      { transferId: order.transferId, acknowledgements: people },
      { transferId: other.transferId, acknowledgements: [] },
    ]);
    expect(await show('attention list --all')).toContain(`debit applied  ada, ${userInfo().username}`);
    expect(await decided()).toEqual(before);
    await sweep(ledger.runtime);
    expect(ledger.runtime.metrics.gauges).toMatchObject({
      OpenTransfersNeedingAttention: 2,
      OpenTransfersUnacknowledged: 1,
    });
    await proven();
  });

  test('the system goes on trying', async () => {
    const [order] = (await stuck('goes on')) as [TransferOrder];
    await ask(`attention acknowledge ${order.transferId} --reason known`);
    await sweepAll();
    expect(startsOf(order)).toHaveLength(4);
  });
});

test('what is refused, in one sentence', async () => {
  const [ended, open] = [orderFor('ended'), orderFor('open')];
  await ledger.accept([ended, open]);
  await rollback(ledger.runtime, [commandFor(ended, 'rollback')]);
  const long = 'x'.repeat(501);
  const cases: [args: string, exitCode: number, code: string, sentence: string][] = [
    [`retry ${ended.transferId}`, 1, 'TransferEnded', 'has ended as Rejected; there is nothing to try again'],
    [`retry ${unknown}`, 1, 'TransferNotFound', `there is no transfer ${unknown}`],
    [`show ${unknown}`, 1, 'TransferNotFound', `there is no transfer ${unknown}`],
    ['retry 17', 2, 'InvalidInput', 'the transfer id is "17"; it must be a UUID'],
    ['retry', 2, 'InvalidInput', 'name one transfer, or all that need attention with --all'],
    [`retry ${unknown} --all`, 2, 'InvalidInput', 'name one transfer, or all that need attention with --all'],
    [`acknowledge ${unknown} --reason known`, 1, 'TransferNotFound', `there is no transfer ${unknown}`],
    [`acknowledge ${ended.transferId} --reason known`, 1, 'TransferEnded', 'has ended as Rejected'],
    [`acknowledge ${open.transferId} --reason known`, 1, 'NoAttentionNeeded', 'is open and does not need attention'],
    [`acknowledge ${open.transferId}`, 2, 'Usage', "required option '--reason <text>' not specified"],
    [
      `acknowledge ${open.transferId} --reason ${long}`,
      2,
      'InvalidInput',
      '--reason must be 1 to 500 printable characters',
    ],
    [`acknowledge ${open.transferId} --reason a\u001b[2J`, 2, 'InvalidInput', '--reason must be 1 to 500 printable'],
    [`acknowledge ${open.transferId} --reason \u00a0`, 2, 'InvalidInput', 'not only blanks'],
    [`acknowledge ${open.transferId} --reason known --by \u0000`, 2, 'InvalidInput', '--by must be 1 to 128 printable'],
    ['list --limit 0', 2, 'InvalidInput', '--limit is "0"; it must be a whole number from 1 to 1000'],
    ['list --after abc', 2, 'InvalidInput', '--after is not a cursor of this list'],
  ];
  for (const [args, exitCode, code, sentence] of cases) {
    const asked = await ask(`attention ${args}`);
    expect(asked, args).toMatchObject({ exitCode, value: { error: { code } } });
    expect(asked.value.error.message, args).toContain(sentence);
    expect(asked.value.error.message).not.toContain('\n');
  }
  expect(await ledger.rows('select 1 from attention_acknowledgement')).toEqual([]);
  expect(await attemptOf(ended)).toBe(1);
});

test('an acknowledgement is never changed, has a transfer, and lies beside it', async () => {
  const [order] = (await stuck('kept')) as [TransferOrder];
  await ask(`attention acknowledge ${order.transferId} --reason known`);
  for (const change of [
    'update attention_acknowledgement set reason = reason',
    'delete from attention_acknowledgement',
  ])
    await expect(ledger.asOwner(change)).rejects.toMatchObject({ constraint: 'attention_acknowledgement_append_only' });
  const insert = `insert into attention_acknowledgement (transfer_id, acknowledged_at, acknowledged_by, reason) values ($1, now(), 'me', 'r')`;
  await expect(ledger.asOwner(insert, [unknown])).rejects.toMatchObject({ code: expect.stringMatching(/^23/) });
});
