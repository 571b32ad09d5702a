/** The databases go away, for longer than any receive count, and come back: then everything is done, by itself. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { create as createCredit } from '../../services/credit/credit.lambda.ts';
import { create as createDebit } from '../../services/debit/debit.lambda.ts';
import { create as createIntake } from '../../services/intake/intake.lambda.ts';
import { relay } from '../../services/outbox/relay.ts';
import { expectOneOutcomeEach, expectSoundBooks, inTransit } from '../support/invariants.ts';
import { environment, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';
import { MessageQueue } from '../support/message-queue.ts';

const count = 20;
/** Five led to a dead-letter queue before. */
const receives = 25;

describe.each([1, 2])('on %i shard(s)', (shards) => {
  let ledger: TestLedger;
  let requests: MessageQueue;
  let debits: MessageQueue;
  let credits: MessageQueue;
  beforeEach(async () => {
    ledger = await openLedger(shards, { OUTBOX_LEASE_SECONDS: '1' });
    const { runtime } = ledger;
    requests = new MessageQueue('zeroloss-transfer-requests', createIntake(runtime, environment));
    debits = new MessageQueue('zeroloss-debit.fifo', createDebit(runtime, environment));
    credits = new MessageQueue('zeroloss-credit.fifo', createCredit(runtime, environment));
    await ledger.openAccounts([{ id: 'alice', balance: 100_000n }, { id: 'bob' }, { id: 'carol', balance: 100_000n }]);
  });
  afterEach(() => ledger.drop());

  const orders = Array.from({ length: count }, (_, number) =>
    orderFor(`outage-${number}`, { fromAccount: number % 2 === 0 ? 'alice' : 'carol' }),
  );
  const publish = (from: number, to: number) => {
    for (const { transferId: _, traceparent: __, ...request } of orders.slice(from, to)) {
      const detail = { schemaVersion: 1, ...request };
      requests.send(JSON.stringify({ 'detail-type': 'TransferRequested', source: 'test', detail }));
    }
  };
  /** What the workflow would do with what the outbox has sent to it. */
  const seen = new Set<string>();
  const workflow = () => {
    for (const { name, input } of ledger.cloud.starts) send(name, 'Debit', input, debits);
    for (const order of orders) {
      const answer = ledger.cloud.answersByToken().get(`Debit ${order.transferId}-1`);
      if (answer?.includes('applied')) send(`${order.transferId}-1`, 'Credit', JSON.stringify(order), credits);
    }
  };
  function send(name: string, command: string, input: string, queue: MessageQueue): void {
    const taskToken = `${command} ${name}`;
    if (seen.has(`${shards} ${taskToken}`)) return;
    seen.add(`${shards} ${taskToken}`);
    const transfer = JSON.parse(input);
    const group = command === 'Credit' ? transfer.toAccount : transfer.fromAccount;
    queue.send(JSON.stringify({ command, taskToken, transfer }), group);
  }
  const rows = (sql: string) => ledger.rows<{ n: number }>(sql).then((each) => each.reduce((sum, { n }) => sum + n, 0));

  test('nothing is left behind, whatever was in flight', { timeout: 120_000 }, async () => {
    publish(0, count / 2);
    await requests.receiveAll();
    workflow();
    publish(count / 2, count);
    expect([requests.size, debits.size, credits.size]).toEqual([count / 2, count / 2, 0]);

    // In the middle of the work: some transactions are committed, some are lost, of some nobody knows.
    const inFlight = [requests.receiveAll(), debits.receiveAll()];
    await ledger.database.takeAway();
    await Promise.all(inFlight);
    const left = [requests.size, debits.size];
    for (let receive = 1; receive <= receives; receive++)
      await Promise.all([requests.receiveAll(), debits.receiveAll()]);
    expect([requests.size, debits.size]).toEqual(left);

    await ledger.database.bringBack();
    await expect
      .poll(
        async () => {
          await Promise.all([requests.receiveAll(), debits.receiveAll(), credits.receiveAll()]);
          await relay(ledger.runtime, () => true);
          workflow();
          return rows(`select count(*)::int as n from transfer where outcome = 'Completed'`);
        },
        { timeout: 60_000 },
      )
      .toBe(count);
    await Promise.all([requests.receiveAll(), debits.receiveAll(), credits.receiveAll()]);
    expect([requests.size, debits.size, credits.size]).toEqual([0, 0, 0]);
    expect(await rows('select count(*)::int as n from dead_letter')).toBe(0);
    expect(await rows('select count(*)::int as n from message_fault')).toBe(0);
    expect(await rows('select count(*)::int as n from refused_request')).toBe(0);
    expect(await inTransit(ledger)).toBe(0n);
    await expectOneOutcomeEach(
      ledger,
      orders.map(({ transferId }) => transferId),
    );
    await expectSoundBooks(ledger);
  });

  test.each([
    ['a table is missing', 'alter table transfer rename to gone', 'alter table gone rename to transfer'],
    [
      'a right is missing',
      'revoke insert on outbox from zeroloss_service',
      'grant insert on outbox to zeroloss_service',
    ],
    ['a column is missing', 'alter table outbox rename payload to gone', 'alter table outbox rename gone to payload'],
    ['the bucket map is wrong', 'update bucket_home set shard = shard + 1', 'update bucket_home set shard = shard - 1'],
  ])('while %s, every message waits, and no fault is counted', async (_, breakIt, mend) => {
    publish(0, 5);
    await ledger.asOwner(breakIt);
    for (let receive = 1; receive <= receives; receive++) expect(await requests.receiveAll()).toHaveLength(5);
    await ledger.asOwner(mend);
    expect(await requests.receiveAll()).toEqual([]);
    expect(await rows('select count(*)::int as n from transfer')).toBe(5);
    expect(await rows('select count(*)::int as n from dead_letter')).toBe(0);
    expect(await rows('select count(*)::int as n from message_fault')).toBe(0);
  });
});
