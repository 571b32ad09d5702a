import type { Context, SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { commands } from '../../events/index.ts';
import { consumeBatches, eachAlone, halvesOfBadData } from './batch.ts';
import type { Log } from './log.ts';
import { readContract, readJson } from './message.ts';
import { MemoryMetrics } from './metrics.ts';

const { debitCommand } = commands;
type Command = (typeof debitCommand)['example'];

/** `a1`: message 1 of group a. `!` after it: not a command. */
function recordsOf(messages: string): SQSRecord[] {
  return messages.split(' ').map((message) => {
    const id = message.slice(0, 2);
    const body = message.endsWith('!')
      ? '{"command":"Debit"}'
      : JSON.stringify({ ...debitCommand.example, taskToken: id });
    return { messageId: id, body, attributes: { MessageGroupId: id.slice(0, 1) } } as SQSRecord;
  });
}

/** Runs a batch against work that throws on one of the `poison` commands; returns what was done and what failed. */
async function consume(messages: string | SQSRecord[], poison = '') {
  const done: string[] = [];
  const calls: string[] = [];
  const logged: string[] = [];
  const log: Log = {
    info: (message) => logged.push(message),
    warn: (message) => logged.push(message),
    error: (message) => logged.push(message),
  };
  const metrics = new MemoryMetrics();
  const work = async (batch: readonly Command[]) => {
    const tokens = batch.map(({ taskToken }) => taskToken);
    calls.push(tokens.join(' '));
    if (tokens.some((token) => poison.includes(token))) throw new Error('poison');
    done.push(...tokens);
  };
  const read = ({ body }: SQSRecord): Command => readContract(debitCommand, readJson(body));
  const handler = consumeBatches({ noun: 'command', read, work, partsOf: eachAlone }, { log, metrics });
  const Records = typeof messages === 'string' ? recordsOf(messages) : messages;
  const { batchItemFailures } = await handler({ Records }, {} as Context);
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
  expect(metrics.counts.MessageFailed).toBe(failed.length);
  return { done: done.join(' '), failed: failed.join(' '), calls, logged };
}

describe('partial failures, per group', () => {
  test.each<[messages: string, poison: string, done: string, failed: string]>([
    ['a1', '', 'a1', ''],
    ['a1 b1 a2 c1', '', 'a1 b1 a2 c1', ''],
    // A fault: one by one; the rest of its group waits for it.
    ['a1 b1 a2 c1', 'a1', 'b1 c1', 'a1 a2'],
    ['a1 b1 a2 c1 a3', 'a2', 'a1 b1 c1', 'a2 a3'],
    ['a1 b1 c1', 'c1', 'a1 b1', 'c1'],
    ['a1 a2 b1 b2', 'a1 b2', 'b1', 'a1 a2 b2'],
    ['a1 b1', 'a1 b1', '', 'a1 b1'],
    // Not a command: it and the rest of its group are left, the others go on at once.
    ['a1! b1 a2', '', 'b1', 'a1 a2'],
    ['a1 a2! a3 b1', '', 'a1 b1', 'a2 a3'],
    ['a1!', '', '', 'a1'],
    // Both in one batch.
    ['a1! b1 c1 b2 a2', 'b1', 'c1', 'a1 a2 b1 b2'],
  ])('%s with poison "%s": done %s, failed %s', async (messages, poison, done, failed) => {
    expect(await consume(messages, poison)).toMatchObject({ done, failed });
  });

  test('a sound batch is one call; a broken one is one call more per item', async () => {
    expect((await consume('a1 b1 c1')).calls).toEqual(['a1 b1 c1']);
    expect((await consume('a1 b1 c1', 'b1')).calls).toEqual(['a1 b1 c1', 'a1', 'b1', 'c1']);
  });
});

describe('a message that is not a command', () => {
  const [sound] = recordsOf('a1');
  const withBody = (body: string) => [{ ...sound, body } as SQSRecord];
  test.each([
    ['nothing', ''],
    ['not JSON', '{'],
    ['null', 'null'],
    ['another command', JSON.stringify(commands.creditCommand.example)],
    ['an amount as a number', JSON.stringify({ ...debitCommand.example, transfer: { amount: 5 } })],
    ['a field too many', JSON.stringify({ ...debitCommand.example, urgent: true })],
    ['a key __proto__', JSON.stringify(debitCommand.example).replace('{', '{"__proto__":{},')],
  ])('%s: fails, is logged, and is not worked on', async (_, body) => {
    const { done, failed, logged } = await consume(withBody(body));
    expect({ done, failed }).toEqual({ done: '', failed: 'a1' });
    expect(logged[0]).toContain('goes to the dead-letter queue');
  });

  test('a message without a group blocks no other', async () => {
    const [first, second] = recordsOf('a1 a2!');
    const ungrouped = [second, first].map((record) => ({ ...record, attributes: {} }) as SQSRecord);
    expect(await consume(ungrouped)).toMatchObject({ done: 'a1', failed: 'a2' });
  });
});

describe('a large batch of a standard queue', () => {
  const dataFault = Object.assign(new Error('invalid input'), { code: '22P02' });

  /** Each number is a message; the work throws `fault` on a number of `poison`. Numbers of one parity share a lane. */
  async function consumeNumbers(count: number, poison: readonly number[], fault: Error) {
    const calls: number[] = [];
    const metrics = new MemoryMetrics();
    const handler = consumeBatches<number>(
      {
        noun: 'fact',
        read: ({ body }) => Number(body),
        work: async (numbers) => {
          calls.push(numbers.length);
          if (numbers.some((number) => poison.includes(number))) throw fault;
        },
        partsOf: halvesOfBadData,
        laneOf: (number) => number % 2,
      },
      { log: { info() {}, warn() {}, error() {} }, metrics },
    );
    const Records = Array.from(
      { length: count },
      (_, index) => ({ messageId: `${index}`, body: `${index}` }) as SQSRecord,
    );
    const { batchItemFailures } = await handler({ Records }, {} as Context);
    expect(metrics.counts.MessageFailed).toBe(batchItemFailures.length);
    return { failed: batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier)), calls };
  }

  test('a value that the database refuses: the batch is halved until only its message fails', async () => {
    const { failed, calls } = await consumeNumbers(64, [7], dataFault);
    expect(failed).toEqual([7]);
    expect(calls).toHaveLength(1 + 1 + 2 * 5);
  });

  test('any other fault: its lane comes again after one try, the other lane is done', async () => {
    const { failed, calls } = await consumeNumbers(64, [7], new Error('the database is down'));
    expect(failed).toEqual(Array.from({ length: 32 }, (_, index) => 2 * index + 1));
    expect(calls).toEqual([32, 32]);
  });
});

test('a bug in reading is a fault of ours: the message is delivered again and not called unreadable', async () => {
  const logged: string[] = [];
  const log = { info() {}, warn() {}, error: (message: string) => logged.push(message) };
  const read = (): number => {
    throw new TypeError('a bug');
  };
  const handler = consumeBatches(
    { noun: 'fact', read, work: async () => {}, partsOf: eachAlone },
    { log, metrics: new MemoryMetrics() },
  );
  const { batchItemFailures } = await handler(
    { Records: [{ messageId: 'one', body: '' } as SQSRecord] },
    {} as Context,
  );
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'one' }]);
  expect(logged).toEqual(['a fact failed and is delivered again']);
});
