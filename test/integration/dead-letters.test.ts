/** Messages that no consumer can finish: where they go, what stays, and what a person does with them. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { create as createDebit } from '../../services/debit/debit.lambda.ts';
import { create as createIntake } from '../../services/intake/intake.lambda.ts';
import {
  type DeadLetterContent,
  deadLettersOf,
  dismiss,
  findDeadLetter,
  redrive,
} from '../../services/operator/dead-letters.ts';
import { relay } from '../../services/outbox/relay.ts';
import { proof } from '../../services/proof/proof.ts';
import { deadLetterOf } from '../../services/runtime/dead-letters/dead-letter.ts';
import { LedgerDeadLetters } from '../../services/runtime/dead-letters/dead-letters.ts';
import { books } from '../support/books.ts';
import { environment, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';
import { MessageQueue } from '../support/message-queue.ts';

describe.each([1, 2])('on %i shard(s)', (count) => {
  let ledger: TestLedger;
  let debits: MessageQueue;
  beforeEach(async () => {
    ledger = await openLedger(count);
    debits = new MessageQueue('zeroloss-debit.fifo', createDebit(ledger.runtime, environment));
    await ledger.openAccounts([{ id: 'alice', balance: 100_000n }, { id: 'bob' }, { id: 'carol', balance: 100_000n }]);
  });
  afterEach(() => ledger.drop());

  const send = (key: string, more: object = {}, fromAccount = 'alice') => {
    const transfer = orderFor(key, { fromAccount });
    return debits.send(JSON.stringify({ command: 'Debit', taskToken: key, transfer, ...more }), fromAccount);
  };
  const applied = async () => (await ledger.rows(`select from step_record where verdict = 'applied'`)).length;
  const open = async () => (await deadLettersOf(ledger.runtime.shards, { limit: 100 })).flat();
  const faults = () =>
    ledger.rows<{ message_id: string; faults: number }>('select message_id, faults from message_fault');
  const shown = async (): Promise<DeadLetterContent> => {
    const [first] = await open();
    const found = first && (await findDeadLetter(ledger.runtime.shards, first.id));
    if (!found) throw new Error('there is no dead letter');
    return found;
  };

  test('an unreadable command leaves at once, and nine good ones of its group are done', async () => {
    const body = '{"command":"Debit","note":"M\u00fcller \\u0000 \ud83d\udcb6"';
    const id = debits.send(body, 'alice');
    for (let number = 1; number <= 9; number++) send(`good-${number}`);
    expect(await debits.receiveAll()).toEqual([]);
    expect(await applied()).toBe(9);
    expect(await shown()).toMatchObject({
      queue: 'zeroloss-debit.fifo',
      messageId: id,
      group: 'alice',
      body,
      attributes: { SenderId: 'test', SentTimestamp: '1764230400000', MessageGroupId: 'alice' },
      kind: 'unreadable',
      reasons: ['it is not JSON'],
      receiveCount: 1,
      sentAt: new Date(1_764_230_400_000),
      firstReceivedAt: new Date(1_764_230_401_000),
      end: null,
    });
  });

  test('an event without a detail is parked; one with any detail at all has its verdict', async () => {
    const requests = new MessageQueue('zeroloss-transfer-requests', createIntake(ledger.runtime, environment));
    for (const detail of [undefined, null, [], 'text', 7]) requests.send(JSON.stringify({ detail }));
    for (const schemaVersion of [2, 'two', null]) requests.send(JSON.stringify({ detail: { schemaVersion } }));
    expect(await requests.receiveAll()).toEqual([]);
    expect((await open()).map(({ kind, reasons }) => `${kind}: ${reasons}`)).toEqual(
      Array.from({ length: 5 }, () => 'unreadable: it is not an event with a detail'),
    );
    expect(await ledger.rows('select from refused_request')).toHaveLength(3);
  });

  test('parked twice, it is one row, and the first one stays', async () => {
    const record = { messageId: 'one', body: 'x', eventSourceARN: 'arn:aws:sqs:a:1:q', attributes: {} } as SQSRecord;
    const deadLetters = new LedgerDeadLetters(ledger.runtime, 5);
    const [first, second] = ['first', 'second'].map((reason) => deadLetterOf(record, 'unreadable', [reason]));
    if (!first || !second) throw new Error('two letters');
    expect(await deadLetters.park([first])).toEqual(new Set([first.id]));
    expect(await deadLetters.park([second])).toEqual(new Set([first.id]));
    expect(await open()).toMatchObject([{ id: first.id, reasons: ['first'] }]);
  });

  test('while the database is away, it is delivered again, and its group waits', async () => {
    debits.send('nothing', 'alice');
    send('behind');
    await ledger.database.takeAway();
    for (let receive = 1; receive <= 10; receive++) expect(await debits.receiveAll()).toHaveLength(2);
    await ledger.database.bringBack();
    await expect.poll(() => debits.receiveAll()).toEqual([]);
    expect(await applied()).toBe(1);
    expect(await open()).toMatchObject([{ kind: 'unreadable' }]);
    expect(await faults()).toEqual([]);
  });

  test('a fault of one message that stays is parked at the fifth; those behind it have none', async () => {
    await ledger.asOwner(`
      create function fail_carol() returns trigger language plpgsql as $$
        begin if new.from_account = 'carol' and new.amount = 700 then raise exception 'not this one'; end if; return new; end $$;
      create trigger fail_carol before insert on step_record for each row execute function fail_carol()`);
    const poison = debits.send(
      JSON.stringify({
        command: 'Debit',
        taskToken: 'poison',
        transfer: orderFor('poison', { fromAccount: 'carol', amount: '7.00' }),
      }),
      'carol',
    );
    const behind = send('behind', {}, 'carol');
    send('other');
    for (let receive = 1; receive <= 4; receive++) {
      expect(await debits.receiveAll()).toEqual([poison, behind]);
      expect(await faults()).toEqual([{ message_id: poison, faults: receive }]);
    }
    // An outage in between adds nothing.
    await ledger.database.takeAway();
    for (let receive = 1; receive <= 10; receive++) expect(await debits.receiveAll()).toEqual([poison, behind]);
    await ledger.database.bringBack();
    await expect.poll(() => debits.receiveAll()).toEqual([behind]);
    expect(await debits.receiveAll()).toEqual([]);
    expect(await applied()).toBe(2);
    expect(await shown()).toMatchObject({ kind: 'failing', messageId: poison, reasons: ['error: not this one'] });
    expect((await shown()).receiveCount).toBeGreaterThanOrEqual(15);
    expect(await faults()).toEqual([]);
  });

  test('a fault that ends is forgotten', async () => {
    await ledger.asOwner(`alter table step_record add constraint no_more check (amount < 0) not valid`);
    const id = send('late');
    for (let receive = 1; receive <= 3; receive++) expect(await debits.receiveAll()).toEqual([id]);
    expect(await faults()).toEqual([{ message_id: id, faults: 3 }]);
    await ledger.asOwner(`alter table step_record drop constraint no_more`);
    expect(await debits.receiveAll()).toEqual([]);
    expect(await faults()).toEqual([]);
    expect(await open()).toEqual([]);
  });

  test('a rolling deployment parks nothing', async () => {
    const done = send('more', { epoch: 2, transfer: { ...orderFor('more'), holdId: null } });
    const waiting = [send('version', { schemaVersion: 2 }, 'bob'), send('hold', { command: 'Hold' }, 'carol')];
    for (let receive = 1; receive <= 20; receive++) {
      const left = await debits.receiveAll();
      expect(left).toEqual(waiting);
      expect(left).not.toContain(done);
    }
    expect(await applied()).toBe(1);
    expect(await open()).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  test('a command whose amount or currency no intake accepts is parked in the end, and its account goes on', async () => {
    const unknown = send('unknown', { transfer: orderFor('unknown', { currency: 'ZZZ' }) });
    const wrong = send('wrong', { transfer: orderFor('wrong', { amount: '1.001', fromAccount: 'carol' }) }, 'carol');
    const behind = send('behind');
    for (let receive = 1; receive <= 4; receive++) expect(await debits.receiveAll()).toEqual([unknown, wrong, behind]);
    expect(await debits.receiveAll()).toEqual([behind]);
    expect(await debits.receiveAll()).toEqual([]);
    expect(await applied()).toBe(1);
    expect((await open()).map(({ messageId, kind }) => [messageId, kind]).sort()).toEqual([
      [unknown, 'failing'],
      [wrong, 'failing'],
    ]);
  });

  test('they are measured, and the proof tells of them and stays sound', async () => {
    debits.send('one', 'alice');
    debits.send('two', 'bob');
    await debits.receiveAll();
    await relay(ledger.runtime, () => true);
    expect(ledger.runtime.metrics.gauges.DeadLetters).toBe(2);
    expect(ledger.runtime.metrics.gauges.DeadLetterAgeSeconds).toBeGreaterThanOrEqual(0);
    const { ok, deadLetters } = await proof(ledger.runtime.shards, { now: new Date(), boundSeconds: 100 });
    expect({ ok, count: deadLetters.count }).toEqual({ ok: true, count: 2 });
  });

  describe('a person', () => {
    const decision = { by: 'ann', reason: 'the sender mended it' };
    const sent: Record<string, unknown>[] = [];
    const sqs = {
      async send({ input }: { input: Record<string, unknown> }) {
        if ('QueueName' in input) return { QueueUrl: `https://sqs/${input.QueueName}` };
        sent.push(input);
        return {};
      },
    } as unknown as SQSClient;

    test('sends one to its queue again, once, and nothing else changes', async () => {
      debits.send('nothing', 'alice');
      await debits.receiveAll();
      const { shards } = ledger.runtime;
      const before = await books(shards);
      const { id } = await shown();
      sent.length = 0;
      expect(await redrive(shards, sqs, id, decision)).toMatchObject({
        ok: true,
        deadLetter: { id, end: { as: 'redriven', ...decision } },
      });
      expect(sent).toEqual([
        {
          QueueUrl: 'https://sqs/zeroloss-debit.fifo',
          MessageBody: 'nothing',
          MessageGroupId: 'alice',
          MessageDeduplicationId: id,
        },
      ]);
      expect(await redrive(shards, sqs, id, decision)).toMatchObject({ ok: false, refusal: 'DeadLetterEnded' });
      expect(await dismiss(shards, id, decision)).toMatchObject({ ok: false, refusal: 'DeadLetterEnded' });
      expect(sent).toHaveLength(1);
      expect(await open()).toEqual([]);
      expect(await deadLettersOf(shards, { limit: 1, withEnded: true }).then((all) => all.flat())).toHaveLength(1);
      expect(await books(shards)).toEqual(before);
    });

    test('dismisses one, and names one that does not exist', async () => {
      debits.send('nothing', 'alice');
      await debits.receiveAll();
      const { shards } = ledger.runtime;
      const { id } = await shown();
      expect(await dismiss(shards, id, decision)).toMatchObject({ ok: true, deadLetter: { end: { as: 'dismissed' } } });
      expect(await open()).toEqual([]);
      expect(await redrive(shards, sqs, orderFor('none').transferId, decision)).toMatchObject({
        ok: false,
        refusal: 'DeadLetterNotFound',
      });
    });
  });
});
