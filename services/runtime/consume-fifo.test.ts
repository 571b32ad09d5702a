import type { Context, SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { type Contract, commands } from '../../events/index.ts';
import { consumeFifo } from './consume-fifo.ts';
import type { Log } from './log.ts';
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

/** Runs a batch against work that throws when it meets one of the `poison` commands; says what was done and what failed. */
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
  const handler = consumeFifo<Command>(debitCommand as Contract & { example: Command }, work, { log, metrics });
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
    // A fault: one by one; what follows it in its group waits for it.
    ['a1 b1 a2 c1', 'a1', 'b1 c1', 'a1 a2'],
    ['a1 b1 a2 c1 a3', 'a2', 'a1 b1 c1', 'a2 a3'],
    ['a1 b1 c1', 'c1', 'a1 b1', 'c1'],
    ['a1 a2 b1 b2', 'a1 b2', 'b1', 'a1 a2 b2'],
    ['a1 b1', 'a1 b1', '', 'a1 b1'],
    // No command: it and the rest of its group are left, the others go on at once.
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

describe('what is no command', () => {
  const [sound] = recordsOf('a1');
  const withBody = (body: string) => [{ ...sound, body } as SQSRecord];
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['another command', JSON.stringify(commands.creditCommand.example)],
    ['an amount as a number', JSON.stringify({ ...debitCommand.example, transfer: { amount: 5 } })],
    ['a field too many', JSON.stringify({ ...debitCommand.example, urgent: true })],
    ['a key __proto__', JSON.stringify(debitCommand.example).replace('{', '{"__proto__":{},')],
  ])('%s fails, is logged, and reaches no work', async (_, body) => {
    const { done, failed, logged } = await consume(withBody(body));
    expect({ done, failed }).toEqual({ done: '', failed: 'a1' });
    expect(logged[0]).toContain('goes to the dead-letter queue');
  });

  test('a message without a group stands for itself', async () => {
    const [first, second] = recordsOf('a1 a2!');
    const ungrouped = [second, first].map((record) => ({ ...record, attributes: {} }) as SQSRecord);
    expect(await consume(ungrouped)).toMatchObject({ done: 'a1', failed: 'a2' });
  });
});
