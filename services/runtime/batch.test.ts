import type { Context, SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { commands } from '../../events/index.ts';
import { DatabaseAwayError } from '../database/database-away-error.ts';
import { consumeBatches } from './batch.ts';
import { eachAlone, halvesUnlessOurs } from './batch-parts.ts';
import type { DeadLetter } from './dead-letters/dead-letter.ts';
import type { DeadLetters } from './dead-letters/dead-letters.ts';
import type { Log } from './log.ts';
import { NewerMessageError, readContract, readJson } from './message.ts';
import { MemoryMetrics } from './metrics.ts';

const { debitCommand } = commands;
type Command = (typeof debitCommand)['example'];

/** Parks at the second fault. */
class MemoryDeadLetters implements DeadLetters {
  readonly parked: DeadLetter[] = [];
  readonly faults = new Map<string, number>();
  readonly forgotten: string[] = [];
  isAway = false;

  async park(letters: readonly DeadLetter[]) {
    if (this.isAway) return new Set<string>();
    this.parked.push(...letters);
    return new Set(letters.map(({ id }) => id));
  }

  async countFaults(failed: readonly DeadLetter[]) {
    if (this.isAway) return new Set<string>();
    for (const { record } of failed) this.faults.set(record.messageId, this.#of(record.messageId) + 1);
    return this.park(failed.filter(({ record }) => this.#of(record.messageId) === 2));
  }

  async forget(done: readonly SQSRecord[]) {
    this.forgotten.push(...done.map(({ messageId }) => messageId));
  }

  get ids(): string {
    return this.parked.map(({ record, kind }) => `${record.messageId} ${kind}`).join(', ');
  }

  #of(messageId: string): number {
    return this.faults.get(messageId) ?? 0;
  }
}

/** `a1`: message 1 of group a. `!` after it: not a command; `+`: of a newer version. */
function recordsOf(messages: string): SQSRecord[] {
  return messages.split(' ').map((message) => {
    const id = message.slice(0, 2);
    const command = { ...debitCommand.example, taskToken: id };
    const body = message.endsWith('!')
      ? '{"command":"Debit"}'
      : JSON.stringify(message.endsWith('+') ? { ...command, schemaVersion: 2 } : command);
    return { messageId: id, body, attributes: { MessageGroupId: id.slice(0, 1) } } as SQSRecord;
  });
}

/** Runs a batch against work that throws on one of the `poison` commands; returns what was done and what failed. */
async function consume(messages: string | SQSRecord[], poison = '', deadLetters = new MemoryDeadLetters()) {
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
  const handler = consumeBatches({ noun: 'command', read, work, partsOf: eachAlone }, { log, metrics, deadLetters });
  const Records = typeof messages === 'string' ? recordsOf(messages) : messages;
  const { batchItemFailures } = await handler({ Records }, {} as Context);
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
  expect(metrics.counts.MessageFailed).toBe(failed.length);
  return { done: done.join(' '), failed: failed.join(' '), parked: deadLetters.ids, calls, logged };
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
    // Not a command: it leaves, and the rest of its group goes on.
    ['a1! b1 a2', '', 'b1 a2', ''],
    ['a1 a2! a3 b1', '', 'a1 a3 b1', ''],
    ['a1!', '', '', ''],
    ['a0! a1 a2 a3 a4 a5 a6 a7 a8 a9', '', 'a1 a2 a3 a4 a5 a6 a7 a8 a9', ''],
    // Of a newer version: it waits for that version, and its group behind it.
    ['a1+ b1 a2', '', 'b1', 'a1 a2'],
    ['a1 a2+ a3! a4 b1', '', 'a1 b1', 'a2 a4'],
    // All in one batch.
    ['a1! b1 c1 b2 a2', 'b1', 'c1 a2', 'b1 b2'],
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
    ['no token, and a field too many', JSON.stringify({ ...debitCommand.example, taskToken: undefined, urgent: true })],
    ['a version that is no number', JSON.stringify({ ...debitCommand.example, taskToken: 1, schemaVersion: '2' })],
    ['a key __proto__', JSON.stringify(debitCommand.example).replace('{', '{"__proto__":{},')],
  ])('%s: is parked at once with the reason, and is not worked on', async (_, body) => {
    const { done, failed, parked, logged } = await consume(withBody(body));
    expect({ done, failed, parked }).toEqual({ done: '', failed: '', parked: 'a1 unreadable' });
    expect(logged).toEqual(['a message is not a command and is a dead letter now']);
  });

  test('while the ledger cannot take it, it is delivered again, and its group waits', async () => {
    const deadLetters = new MemoryDeadLetters();
    deadLetters.isAway = true;
    expect(await consume('a1! b1 a2', '', deadLetters)).toMatchObject({ done: 'b1', failed: 'a1 a2', parked: '' });
    deadLetters.isAway = false;
    expect(await consume('a1! a2', '', deadLetters)).toMatchObject({ done: 'a2', failed: '', parked: 'a1 unreadable' });
    expect(deadLetters.faults.size).toBe(0);
  });

  test.each([
    ['of the command', { urgent: true }],
    ['within', { transfer: { ...debitCommand.example.transfer, holdId: null, more: { deep: [1] } } }],
  ])('a field that only a newer version knows, %s, is left out, and the command is done', async (_, more) => {
    const body = JSON.stringify({ ...debitCommand.example, ...more, taskToken: 'a1' });
    expect(await consume(withBody(body))).toMatchObject({ done: 'a1', failed: '', parked: '' });
  });

  test('a message without a group blocks no other', async () => {
    const [first, second] = recordsOf('a1 a2!');
    const ungrouped = [second, first].map((record) => ({ ...record, attributes: {} }) as SQSRecord);
    expect(await consume(ungrouped)).toMatchObject({ done: 'a1', failed: '', parked: 'a2 unreadable' });
  });
});

describe('a message that fails by itself again and again', () => {
  test('is parked in the end; those that wait behind it have no fault and are done', async () => {
    const deadLetters = new MemoryDeadLetters();
    expect(await consume('a1 a2 b1', 'a1', deadLetters)).toMatchObject({ done: 'b1', failed: 'a1 a2', parked: '' });
    expect(await consume('a1 a2', 'a1', deadLetters)).toMatchObject({ failed: 'a2', parked: 'a1 failing' });
    expect(deadLetters.parked[0]?.reasons).toEqual(['Error: poison']);
    expect([...deadLetters.faults.keys()]).toEqual(['a1']);
    expect(await consume('a2', 'a1', deadLetters)).toMatchObject({ done: 'a2', failed: '' });
  });

  test('is forgotten when it is done; a first delivery has nothing to forget', async () => {
    const deadLetters = new MemoryDeadLetters();
    const [again] = recordsOf('a1').map((record) => ({
      ...record,
      attributes: { ...record.attributes, ApproximateReceiveCount: '2' },
    }));
    await consume([again as SQSRecord, ...recordsOf('b1')], '', deadLetters);
    expect(deadLetters.forgotten).toEqual(['a1']);
  });

  test.each<[string, Error]>([
    ['an unreachable database', new DatabaseAwayError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))],
    ['a newer version', new NewerMessageError('newer')],
    ['a read-only database', Object.assign(new Error('cannot execute INSERT'), { code: '25006' })],
    ['a lock', Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' })],
  ])('%s never counts', async (_, fault) => {
    const deadLetters = new MemoryDeadLetters();
    const handler = consumeBatches(
      {
        noun: 'command',
        read: ({ body }) => body,
        work: async () => {
          throw fault;
        },
        partsOf: eachAlone,
      },
      { log: { info() {}, warn() {}, error() {} }, metrics: new MemoryMetrics(), deadLetters },
    );
    for (let receive = 1; receive <= 100; receive++) {
      const { batchItemFailures } = await handler({ Records: recordsOf('a1 b1') }, {} as Context);
      expect(batchItemFailures).toHaveLength(2);
    }
    expect(deadLetters.faults.size).toBe(0);
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
        partsOf: halvesUnlessOurs,
        laneOf: (number) => number % 2,
      },
      { log: { info() {}, warn() {}, error() {} }, metrics, deadLetters: new MemoryDeadLetters() },
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

  test('a bug that only one message meets: the same', async () => {
    expect((await consumeNumbers(64, [7], new TypeError('a bug'))).failed).toEqual([7]);
  });

  test('a fault of ours: its lane comes again after one try, the other lane is done', async () => {
    const { failed, calls } = await consumeNumbers(64, [7], new DatabaseAwayError(new Error('the database is down')));
    expect(failed).toEqual(Array.from({ length: 32 }, (_, index) => 2 * index + 1));
    expect(calls).toEqual([32, 32]);
  });
});

test('a bug in reading: the message is delivered again, not called unreadable, and parked if the bug stays', async () => {
  const logged: string[] = [];
  const log = { info() {}, warn() {}, error: (message: string) => logged.push(message) };
  const read = (): number => {
    throw new TypeError('a bug');
  };
  const deadLetters = new MemoryDeadLetters();
  const handler = consumeBatches(
    { noun: 'fact', read, work: async () => {}, partsOf: eachAlone },
    { log, metrics: new MemoryMetrics(), deadLetters },
  );
  const event = { Records: [{ messageId: 'one', body: '' } as SQSRecord] };
  expect((await handler(event, {} as Context)).batchItemFailures).toEqual([{ itemIdentifier: 'one' }]);
  expect(logged.splice(0)).toEqual(['a fact failed and is delivered again']);
  expect((await handler(event, {} as Context)).batchItemFailures).toEqual([]);
  expect(deadLetters.ids).toBe('one failing');
});
