/** Between a commit and the delivery of its outbox messages the process may die, or AWS may be down: the relay delivers them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { credit } from '../../services/credit/credit.ts';
import { debit } from '../../services/debit/debit.ts';
import { intake } from '../../services/intake/intake.ts';
import type { StepCommand } from '../../services/ledger/command.ts';
import { relay } from '../../services/outbox/relay.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { expectOneOutcomeEach, expectSoundBooks, undelivered } from '../support/invariants.ts';
import { commandFor, openLedger, orderFor, requestFor, type TestLedger, type TestRuntime } from '../support/ledger.ts';
import { awsError, RecordingCloud } from '../support/recording-cloud.ts';

type Work = (runtime: TestRuntime, order: TransferOrder) => Promise<void>;
const command =
  (step: (runtime: TestRuntime, commands: readonly StepCommand[]) => Promise<void>): Work =>
  (runtime, order) =>
    step(runtime, [commandFor(order, `token ${order.idempotencyKey}`)]);

/** `left`: the messages that are undelivered then. (Copying an outcome to the registry does not need AWS.) */
const cases: [what: string, before: Work[], work: Work, left: string[], answer: string | undefined, facts: string[]][] =
  [
    [
      'intake',
      [],
      (runtime, order) => intake(runtime, [requestFor(order)]),
      ['event', 'start'],
      undefined,
      ['TransferAccepted'],
    ],
    ['debit', [], command(debit), ['event', 'callback'], 'applied', ['AccountDebited']],
    ['credit', [command(debit)], command(credit), ['event', 'callback'], 'Completed', ['TransferCompleted']],
    [
      'rollback of a debit',
      [command(debit)],
      command(rollback),
      ['event', 'callback'],
      'RolledBack TimedOut',
      ['TransferRolledBack'],
    ],
    ['rollback of nothing', [], command(rollback), ['event', 'callback'], 'Rejected TimedOut', ['TransferRejected']],
    ['rollback of a credit', [command(debit), command(credit)], command(rollback), ['callback'], 'Completed', []],
  ];

describe.each([1, 2])('on %i shard(s)', (shards) => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await openLedger(shards);
  });
  afterAll(() => ledger.drop());

  /** A transfer of which everything before was delivered, and a cloud that records what comes after. */
  async function prepare(what: string, before: readonly Work[]) {
    const name = what.replaceAll(' ', '-');
    const order = orderFor(name, { fromAccount: `from-${name}`, toAccount: `to-${name}` });
    await ledger.openAccounts([{ id: order.fromAccount, balance: 500n }, { id: order.toAccount }]);
    if (!name.startsWith('intake')) await ledger.accept([order]);
    for (const [index, work] of before.entries())
      await work(ledger.runtime, { ...order, idempotencyKey: `${order.idempotencyKey} before ${index}` });
    const cloud = new RecordingCloud();
    return { order, cloud, runtime: await ledger.another(cloud) };
  }

  async function expectDelivered(
    order: TransferOrder,
    cloud: RecordingCloud,
    answer: string | undefined,
    facts: string[],
  ) {
    expect(await undelivered(ledger)).toEqual([]);
    expect(cloud.eventsOf(order.transferId)).toEqual(facts);
    expect(cloud.answersByToken().get(`token ${order.idempotencyKey}`)).toEqual(answer ? [answer] : undefined);
    if (answer && answer !== 'applied') await expectOneOutcomeEach(ledger, [order.transferId]);
    await expectSoundBooks(ledger);
  }

  test.each(cases)('AWS is down after the commit of %s', async (what, before, work, left, answer, facts) => {
    const { order, cloud, runtime } = await prepare(`${what} away`, before);
    cloud.failing = () => awsError('ServiceUnavailable');
    await work(runtime, order);
    expect(await undelivered(ledger)).toEqual(left);
    expect(await ledger.rows('select attempts, last_error from outbox where delivered_at is null')).toEqual(
      left.map(() => ({ attempts: 1, last_error: 'ServiceUnavailable: ServiceUnavailable' })),
    );
    cloud.failing = () => undefined;
    expect(await relay(runtime, () => true)).toBe(0); // put off, and not due yet
    await makeDue(ledger);
    expect(await relay(runtime, () => true)).toBe(left.length);
    await expectDelivered(order, cloud, answer, facts);
  });

  test.each(cases)('the process dies after the commit of %s', async (what, before, work, left, answer, facts) => {
    const { order, cloud, runtime } = await prepare(`${what} dead`, before);
    const dead = new RecordingCloud();
    const delivering = new Promise<void>((resolve) => {
      dead.failing = () => {
        resolve();
        return new Promise(() => {});
      };
    });
    void work(await ledger.another(dead), order);
    await delivering;
    expect((await undelivered(ledger)).filter((kind) => kind !== 'outcome')).toEqual(left);
    // The command comes again: its messages were written before, and the dead process has their lease.
    await work(runtime, order);
    expect(cloud.calls).toEqual({});
    await makeDue(ledger);
    await relay(runtime, () => true);
    await expectDelivered(order, cloud, answer, facts);
  });
});

/** As if all waits and leases had ended. */
async function makeDue(ledger: TestLedger): Promise<void> {
  await ledger.rows(`update outbox set next_attempt_at = now() - interval '1 second' where delivered_at is null`);
}
