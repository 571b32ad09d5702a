/** What people do with dead letters, by the command line: on two shards and a local cloud, and without writing a record or an outcome. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type Cloud, openCloud } from '@zeroloss/local-cloud';
import { openTestContext, type TestContext } from '@zeroloss/local-cloud/testing';
import type { SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DeadLetterKind, deadLetterOf } from '../../services/runtime/dead-letters/dead-letter.ts';
import { insertDeadLetters } from '../../services/runtime/dead-letters/queries/insert-dead-letters.ts';
import { askCommand, runCommand } from '../support/command-line.ts';
import { announceSystem } from '../support/command-line-system.ts';
import { openLedger, orderFor, type TestLedger } from '../support/ledger.ts';

const fifo = 'zeroloss-debit.fifo';
const standard = 'zeroloss-transfer-requests';
const unknown = '7d54ac49-2334-5da6-b12d-8e2d46d0f6b1';
const reason = '--reason repaired';

let ledger: TestLedger;
let context: TestContext;
let cloud: Cloud;
let sqs: SQSClient;
let system: Awaited<ReturnType<typeof announceSystem>>;
beforeEach(async () => {
  ledger = await openLedger(2);
  context = await openTestContext();
  cloud = await openCloud(context);
  cloud.server.listen(0, '127.0.0.1');
  await once(cloud.server, 'listening');
  ({ sqs } = cloud.clients);
  await sqs.send(new CreateQueueCommand({ QueueName: fifo, Attributes: { FifoQueue: 'true' } }));
  await sqs.send(new CreateQueueCommand({ QueueName: standard }));
  system = await announceSystem(ledger.database, `http://127.0.0.1:${(cloud.server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  cloud.close();
  cloud.server.closeAllConnections();
  cloud.server.close();
  expect(context.faults).toEqual([]);
  await system.remove();
  await ledger.drop();
});

const ask = (args: string) => askCommand(system.dataDir, `dead-letters ${args}`);
const show = async (args: string) => (await runCommand(system.dataDir, `dead-letters ${args}`)).stdout;

interface Parked {
  readonly queue?: string;
  readonly body?: string;
  readonly kind?: DeadLetterKind;
  readonly reasons?: readonly string[];
}

/** As a consumer parks it. @returns its id */
async function park(messageId: string, parked: Parked = {}): Promise<string> {
  const { queue = fifo, body = '{"half', kind = 'unreadable', reasons = ['is not JSON'] } = parked;
  const attributes = {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1764302400000',
    ApproximateFirstReceiveTimestamp: '1764302401000',
    SenderId: 'sender',
    AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
    ...(queue.endsWith('.fifo') ? { MessageGroupId: 'alice' } : {}),
  };
  const record = { messageId, body, attributes, eventSourceARN: `arn:aws:sqs:us-east-1:0:${queue}` } as SQSRecord;
  const letter = deadLetterOf(record, kind, reasons);
  await insertDeadLetters(ledger.runtime.shards.of(letter.id).pool, [letter]);
  return letter.id;
}

/** Takes everything out of a queue. */
async function drained(queue: string): Promise<Message[]> {
  const QueueUrl = `${cloud.endpoint}/000000000000/${queue}`;
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return all;
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    all.push(...Messages);
  }
}

describe('list and show', () => {
  test('in pages over both shards, oldest first, by queue', async () => {
    const ids: string[] = [];
    for (const number of [0, 1, 2, 3, 4, 5, 6]) ids.push(await park(`m-${number}`));
    expect(new Set(ids.map((id) => ledger.runtime.shards.of(id).number)).size).toBe(2);
    await park('other', { queue: standard, kind: 'failing', reasons: ['FaultA', 'FaultB'] });
    const seen: { id: string; parkedAt: string }[] = [];
    for (let after = ''; ; ) {
      const { value } = await ask(`list --queue ${fifo} --limit 3${after}`);
      seen.push(...value.deadLetters);
      if (value.next === null) break;
      after = ` --after ${value.next}`;
    }
    expect(seen.map(({ id }) => id).sort()).toEqual(ids.sort());
    const keys = seen.map(({ parkedAt, id }) => `${parkedAt} ${id}`);
    expect(keys).toEqual(keys.toSorted());
    const { value } = await ask(`list --queue ${standard}`);
    expect(value).toEqual({
      deadLetters: [
        {
          id: expect.any(String),
          queue: standard,
          group: null,
          messageId: 'other',
          kind: 'failing',
          reasons: ['FaultA', 'FaultB'],
          receiveCount: 1,
          sentAt: '2025-11-28T04:00:00.000Z',
          firstReceivedAt: '2025-11-28T04:00:01.000Z',
          parkedAt: expect.stringMatching(/Z$/),
          end: null,
        },
      ],
      next: null,
    });
    expect(await show(`list --queue ${standard}`)).toMatch(/failing +FaultA; FaultB/);
    expect(await show('list --queue zeroloss-none')).toBe('no dead letters\n');
  });

  test('the body is told as it came, and is harmless on a terminal', async () => {
    const body = '{"a":"Müller \u001b[2J\u202e\r\n"';
    const id = await park('odd', { body, reasons: ['no \u001b]0;title\u0007'] });
    const { exitCode, value } = await ask(`show ${id}`);
    expect({ exitCode, body: value.body, attributes: value.attributes }).toMatchObject({
      exitCode: 0,
      body,
      attributes: { MessageGroupId: 'alice' },
    });
    const text = await show(`show ${id}`);
    expect(text).toContain('body         {"a":"Müller \\u{1b}[2J\\u{202e}\\u{d}\\u{a}"');
    for (const shown of [text, await show('list')]) expect(shown).not.toMatch(/[^\P{C}\n]/u);
  });

  test('attention show names those of its transfer', async () => {
    const order = orderFor('named');
    await ledger.openAccounts([{ id: 'alice', balance: 1000n }, { id: 'bob' }]);
    await ledger.accept([order]);
    const id = await park('command', {
      body: JSON.stringify({ transfer: order }),
      kind: 'failing',
      reasons: ['Fault'],
    });
    await park('another');
    const { value } = await askCommand(system.dataDir, `attention show ${order.transferId}`);
    expect(value.deadLetters).toMatchObject([{ id, queue: fifo, reasons: ['Fault'] }]);
    expect((await runCommand(system.dataDir, `attention show ${order.transferId}`)).stdout).toContain(id);
  });
});

describe('redrive and dismiss', () => {
  test('redrive sends the body to its queue and group, with its trace, once', async () => {
    const id = await park('again', { body: '{"köper":"\t\n' });
    const redriven = await ask(`redrive ${id} ${reason} --by ada`);
    expect(redriven).toMatchObject({
      exitCode: 0,
      value: { id, end: { as: 'redriven', by: 'ada', reason: 'repaired', at: expect.stringMatching(/Z$/) } },
    });
    expect(await ask(`redrive ${id} ${reason}`)).toMatchObject({
      exitCode: 1,
      value: { error: { code: 'DeadLetterEnded', message: expect.stringContaining('was redriven by ada at 2') } },
    });
    expect(await drained(fifo)).toMatchObject([
      {
        Body: '{"köper":"\t\n',
        Attributes: {
          MessageGroupId: 'alice',
          MessageDeduplicationId: id,
          AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
        },
      },
    ]);
    expect((await ask('list')).value.deadLetters).toEqual([]);
    expect((await ask('list --all')).value.deadLetters).toMatchObject([{ id, end: { as: 'redriven' } }]);
    expect(await show('list --all')).toContain('redriven by ada');
  });

  test('one that comes back is a dead letter of its own', async () => {
    const id = await park('first');
    await ask(`redrive ${id} ${reason}`);
    const [{ MessageId = '' } = {}] = await drained(fifo);
    const next = await park(MessageId);
    expect((await ask('list')).value.deadLetters).toMatchObject([{ id: next }]);
    expect((await ask('list --all')).value.deadLetters).toHaveLength(2);
  });

  test('--all sends those of a queue, or of all queues, and leaves what was ended', async () => {
    for (const number of [0, 1, 2]) await park(`f-${number}`);
    await park('s-0', { queue: standard, body: '{"detail":{}}' });
    const dismissed = await park('f-3');
    expect(await ask(`dismiss ${dismissed} --reason told`)).toMatchObject({
      exitCode: 0,
      value: { end: { as: 'dismissed', reason: 'told' } },
    });
    const done = { redriven: 3, endedMeanwhile: 0, notSent: 0, failures: [] };
    expect(await ask(`redrive --all --queue ${fifo} ${reason}`)).toEqual({ exitCode: 0, value: done });
    expect(await drained(fifo)).toHaveLength(3);
    expect(await drained(standard)).toHaveLength(0);
    expect(await show(`redrive --all ${reason}`)).toBe('redriven  1\n');
    expect(await drained(standard)).toMatchObject([{ Body: '{"detail":{}}' }]);
    expect(await drained(fifo)).toHaveLength(0);
    expect(await show(`redrive --all ${reason}`)).toBe('no dead letters wait\n');
  });

  test('a queue that is gone: its dead letter stays as it is, and holds back no other', async () => {
    const id = await park('lost', { queue: 'zeroloss-gone.fifo' });
    const single = await ask(`redrive ${id} ${reason}`);
    expect(single).toMatchObject({ exitCode: 1, value: { error: { code: 'NotSent' } } });
    expect(single.value.error.message).toContain('queue zeroloss-gone.fifo did not take dead letter');
    await park('good');
    expect(await ask(`redrive --all ${reason}`)).toMatchObject({
      exitCode: 1,
      value: { redriven: 1, notSent: 1, failures: [{ id, message: single.value.error.message }] },
    });
    expect(await show(`redrive --all ${reason}`)).toMatch(
      /^redriven +0\nnot sent +1\n +queue zeroloss-gone.fifo did not take/,
    );
    expect(await drained(fifo)).toHaveLength(1);
    expect((await ask('list')).value.deadLetters).toMatchObject([{ id, end: null }]);
  });

  test('queues that are all gone end --all soon', async () => {
    for (let number = 0; number < 12; number += 1) await park(`m-${number}`, { queue: 'zeroloss-gone.fifo' });
    expect(await ask(`redrive --all ${reason}`)).toMatchObject({
      exitCode: 1,
      value: { redriven: 0, notSent: 10, stopped: '10 in a row were not taken' },
    });
  });

  test('nothing of it touches the ledger', async () => {
    const order = orderFor('untouched');
    await ledger.openAccounts([{ id: 'alice', balance: 1000n }, { id: 'bob' }]);
    await ledger.accept([order]);
    const written = async () => {
      const tables = ['account', 'step_record', 'entry', 'transfer', 'refused_request', 'outbox'];
      return Promise.all(tables.map((table) => ledger.rows(`select * from ${table} order by 1, 2`)));
    };
    const before = await written();
    const id = await park('a');
    await park('b');
    await ask(`dismiss ${id} ${reason}`);
    await ask(`redrive --all ${reason}`);
    expect(await written()).toEqual(before);
  });
});

test('what is refused, in one sentence', async () => {
  const id = await park('kept');
  const cases: [args: string, exitCode: number, code: string, sentence: string][] = [
    ['show 17', 2, 'InvalidInput', 'the dead letter id is "17"; it must be a UUID'],
    [`show ${unknown}`, 1, 'DeadLetterNotFound', `there is no dead letter ${unknown}`],
    [`redrive ${unknown} ${reason}`, 1, 'DeadLetterNotFound', `there is no dead letter ${unknown}`],
    [`dismiss ${unknown} ${reason}`, 1, 'DeadLetterNotFound', `there is no dead letter ${unknown}`],
    [`redrive ${id}`, 2, 'Usage', "required option '--reason <text>' not specified"],
    [`redrive ${reason}`, 2, 'InvalidInput', 'name one dead letter, or all that wait for a person with --all'],
    [`redrive ${id} --all ${reason}`, 2, 'InvalidInput', 'name one dead letter, or all'],
    [`redrive ${id} --queue ${fifo} ${reason}`, 2, 'InvalidInput', '--queue goes with --all'],
    [`redrive ${id} --reason a\u0007`, 2, 'InvalidInput', '--reason must be 1 to 500 printable characters'],
    [`redrive --all --reason a\u0007`, 2, 'InvalidInput', '--reason must be 1 to 500 printable characters'],
    ['list --after abc', 2, 'InvalidInput', '--after is not a cursor of this list'],
  ];
  for (const [args, exitCode, code, sentence] of cases) {
    const asked = await ask(args);
    expect(asked, args).toMatchObject({ exitCode, value: { error: { code } } });
    expect(asked.value.error.message, args).toContain(sentence);
    expect(asked.value.error.message).not.toContain('\n');
  }
  expect(await drained(fifo)).toEqual([]);
  expect((await ask('list')).value.deadLetters).toHaveLength(1);
});
