import { beforeEach, describe, expect, test } from 'vitest';
import { SqsDriver } from '../testing/sqs-driver.ts';

let sqs: SqsDriver;
let url: string;

beforeEach(async () => {
  sqs = await SqsDriver.open();
  url = sqs.queue('orders.fifo');
  return () => sqs.sqs.close();
});

const release = (handle: string, seconds = 0) =>
  sqs.call('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: seconds });
const remove = (handle: string) => sqs.call('DeleteMessage', { QueueUrl: url, ReceiptHandle: handle });

describe('message groups', () => {
  test('a receive takes as many messages as possible of one group, then of others', () => {
    sqs.sendTo(url, 'a', 'a1');
    sqs.sendTo(url, 'b', 'b1', 'b2');
    sqs.sendTo(url, 'a', 'a2');
    expect(sqs.bodies(url, { MaxNumberOfMessages: 3 })).toEqual(['a1', 'a2', 'b1']);
  });

  test('a group is blocked while one of its messages is in flight, others are not', () => {
    sqs.sendTo(url, 'a', 'a1', 'a2');
    sqs.sendTo(url, 'b', 'b1');
    const [first] = sqs.receive(url, { MaxNumberOfMessages: 1 });
    expect(sqs.bodies(url)).toEqual(['b1']);
    expect(sqs.bodies(url)).toEqual([]);
    remove(first.ReceiptHandle);
    expect(sqs.bodies(url)).toEqual(['a2']);
  });

  test('messages that become visible again are received before younger ones, in order', async () => {
    sqs.sendTo(url, 'a', 'a1', 'a2', 'a3');
    const [, second] = sqs.receive(url, { MaxNumberOfMessages: 2, VisibilityTimeout: 10 });
    release(second.ReceiptHandle);
    expect(sqs.bodies(url)).toEqual([]); // a1 is still in flight
    await sqs.context.clock.advance(10_000);
    expect(sqs.bodies(url)).toEqual(['a1', 'a2', 'a3']);
  });

  // As on AWS: one of three is hidden for longer, the others become visible.
  test.each([
    [0, []],
    [1, ['a1']],
    [2, ['a1', 'a2']],
  ])('message %i in flight blocks what comes after it, and nothing before it', async (position, visible) => {
    sqs.sendTo(url, 'a', 'a1', 'a2', 'a3');
    const held = sqs.receive(url, { VisibilityTimeout: 1 });
    release(held[position].ReceiptHandle, 4);
    await sqs.context.clock.advance(2500);
    expect(sqs.bodies(url)).toEqual(visible);
  });

  test('groups take turns: a group that becomes ready again goes to the end', async () => {
    sqs.sendTo(url, 'a', 'a1', 'a2');
    sqs.sendTo(url, 'b', 'b1');
    sqs.sendTo(url, 'c', 'c1');
    const now = { VisibilityTimeout: 0 };
    expect(sqs.bodies(url, { MaxNumberOfMessages: 3, ...now })).toEqual(['a1', 'a2', 'b1']);
    expect(sqs.bodies(url, now)).toEqual(['c1', 'a1', 'a2', 'b1']);
    sqs.receive(url, { MaxNumberOfMessages: 1, VisibilityTimeout: 2 });
    sqs.receive(url, { MaxNumberOfMessages: 2, VisibilityTimeout: 1 });
    await sqs.context.clock.advance(2000);
    expect(sqs.bodies(url)).toEqual(['b1', 'c1', 'a1', 'a2']);
  });

  test('deleting one of several in flight unblocks nothing', () => {
    sqs.sendTo(url, 'a', 'a1', 'a2', 'a3');
    const [first, second] = sqs.receive(url, { MaxNumberOfMessages: 2 });
    remove(first.ReceiptHandle);
    expect(sqs.bodies(url)).toEqual([]);
    remove(second.ReceiptHandle);
    expect(sqs.bodies(url)).toEqual(['a3']);
  });
});

describe('deduplication', () => {
  const send = (body: string, id: string | undefined, group = 'g') =>
    sqs.send(url, body, { MessageGroupId: group, ...(id ? { MessageDeduplicationId: id } : {}) });

  test('a duplicate is answered as the original, for five minutes, even if that was deleted', async () => {
    const original = send('one', 'id');
    const [message] = sqs.receive(url);
    remove(message.ReceiptHandle);
    await sqs.context.clock.advance(5 * 60_000 - 1);
    const { MD5OfMessageBody, ...duplicate } = send('other', 'id');
    expect(duplicate).toEqual({ MessageId: original.MessageId, SequenceNumber: original.SequenceNumber });
    expect(MD5OfMessageBody).not.toBe(original.MD5OfMessageBody);
    expect(sqs.bodies(url)).toEqual([]);
    await sqs.context.clock.advance(1);
    expect(send('one', 'id').MessageId).not.toBe(original.MessageId);
  });

  const duplicates = ['a', 'b'] as const;
  test.each([
    ['queue', ['x']],
    ['messageGroup', ['x', 'x']],
  ])('the scope %s', (DeduplicationScope, bodies) => {
    url = sqs.queue('scoped.fifo', { DeduplicationScope });
    for (const group of duplicates) send('x', 'id', group);
    expect(sqs.bodies(url)).toEqual(bodies);
  });

  test('another scope takes effect after a minute', async () => {
    const set = (DeduplicationScope: string) =>
      sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { DeduplicationScope } });
    set('messageGroup');
    await sqs.context.clock.advance(59_999);
    for (const group of duplicates) send('x', 'early', group);
    expect(sqs.bodies(url)).toEqual(['x']);
    await sqs.context.clock.advance(1);
    for (const group of duplicates) send('y', 'late', `${group}2`);
    expect(sqs.bodies(url)).toEqual(['y', 'y']);
    set('queue');
    set('messageGroup');
    for (const group of duplicates) send('z', 'latest', `${group}3`);
    expect(sqs.bodies(url)).toEqual(['z', 'z']);
  });

  test('by content: the SHA-256 of the body, which an explicit id equals', () => {
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { ContentBasedDeduplication: 'true' } });
    send('x', undefined);
    send('x', undefined);
    send('y', '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881');
    const [message, ...more] = sqs.receive(url);
    expect(more).toEqual([]);
    expect(message.Attributes.MessageDeduplicationId).toBe(
      '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
    );
  });

  test('sequence numbers have 20 digits and increase', () => {
    const numbers = ['1', '2', '3'].map((id) => send('x', id).SequenceNumber);
    expect(numbers).toEqual([...numbers].sort());
    for (const number of numbers) expect(number).toMatch(/^\d{20}$/);
  });
});

describe('receipt handles', () => {
  test('a handle expires with its visibility timeout', async () => {
    sqs.sendTo(url, 'a', 'a1');
    const [{ ReceiptHandle }] = sqs.receive(url, { VisibilityTimeout: 5 });
    await sqs.context.clock.advance(5000);
    const expired = [
      'InvalidParameterValueException',
      `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    ];
    expect(sqs.error('DeleteMessage', { QueueUrl: url, ReceiptHandle })).toEqual(expired);
    expect(sqs.error('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 1 })).toEqual(
      expired,
    );
  });

  test('deleting twice succeeds', () => {
    sqs.sendTo(url, 'a', 'a1');
    const [{ ReceiptHandle }] = sqs.receive(url);
    remove(ReceiptHandle);
    expect(remove(ReceiptHandle)).toEqual({});
  });
});

describe('ReceiveRequestAttemptId', () => {
  const attempt = (id: string) =>
    sqs.receive(url, { ReceiveRequestAttemptId: id, VisibilityTimeout: 10, MaxNumberOfMessages: 2 });

  test('the same attempt gets the same messages and handles, and its visibility timeout starts again', async () => {
    sqs.sendTo(url, 'a', 'a1', 'a2');
    sqs.sendTo(url, 'b', 'b1');
    const first = attempt('1');
    await sqs.context.clock.advance(6000);
    expect(attempt('1')).toEqual(first);
    expect(attempt('2').map(({ Body }) => Body)).toEqual(['b1']);
    await sqs.context.clock.advance(6000);
    expect(sqs.bodies(url)).toEqual([]);
    remove(first[1].ReceiptHandle);
  });

  test('an attempt with a deleted message is a new one', () => {
    sqs.sendTo(url, 'a', 'a1', 'a2');
    sqs.sendTo(url, 'b', 'b1');
    remove(attempt('1')[0].ReceiptHandle);
    expect(attempt('1').map(({ Body }) => Body)).toEqual(['b1']);
  });
});

describe('delay', () => {
  test('belongs to the queue, and a change affects messages that are already in it', async () => {
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { DelaySeconds: '60' } });
    sqs.sendTo(url, 'a', 'a1', 'a2');
    expect(sqs.counts(url)).toEqual([0, 0, 2]);
    await sqs.context.clock.advance(10_000);
    expect(sqs.bodies(url)).toEqual([]);
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { DelaySeconds: '10' } });
    expect(sqs.counts(url)).toEqual([2, 0, 0]);
    expect(sqs.bodies(url)).toEqual(['a1', 'a2']);
  });
});

test.each([
  [
    { MessageGroupId: 'g', MessageDeduplicationId: 'ü' },
    'InvalidParameterValueException',
    'Value ü for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
  ],
])('sending with %o is refused', (more, code, message) => {
  expect(sqs.error('SendMessage', { QueueUrl: url, MessageBody: 'x', ...more })).toEqual([code, message]);
});
