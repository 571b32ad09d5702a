import { beforeEach, describe, expect, test } from 'vitest';
import { SqsDriver } from '../testing/sqs-driver.ts';

let sqs: SqsDriver;
let url: string;

beforeEach(async () => {
  sqs = await SqsDriver.open();
  url = sqs.queue('work', { VisibilityTimeout: '10' });
  return () => sqs.sqs.close();
});

const change = (ReceiptHandle: string, VisibilityTimeout: number) =>
  sqs.call('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle, VisibilityTimeout });

describe('visibility', () => {
  test('a message becomes visible after its timeout, with a higher count and another handle', async () => {
    const sentMs = sqs.context.clock.now();
    sqs.send(url, 'x');
    const [first] = sqs.receive(url);
    await sqs.context.clock.advance(9_999);
    expect(sqs.bodies(url)).toEqual([]);
    await sqs.context.clock.advance(1);
    const [second] = sqs.receive(url);
    expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle);
    expect(second.Attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: String(sentMs),
      SentTimestamp: String(sentMs),
    });
  });

  test('can be set for one receive, and changed', async () => {
    sqs.send(url, 'x');
    const [message] = sqs.receive(url, { VisibilityTimeout: 100 });
    change(message.ReceiptHandle, 1);
    await sqs.context.clock.advance(1000);
    expect(sqs.bodies(url)).toEqual(['x']);
  });

  test('can be changed once the message is visible again, but not beyond 12 hours in total', async () => {
    sqs.send(url, 'x');
    const [{ ReceiptHandle }] = sqs.receive(url);
    await sqs.context.clock.advance(1000);
    expect(sqs.error('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 43_200 })[1]).toBe(
      'Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
    );
    await sqs.context.clock.advance(9000);
    change(ReceiptHandle, 2);
    expect(sqs.counts(url)).toEqual([0, 1, 0]);
    await sqs.context.clock.advance(2000);
    expect(sqs.bodies(url)).toEqual(['x']);
  });

  test('of a message that was deleted cannot be changed', () => {
    sqs.send(url, 'x');
    const [{ ReceiptHandle }] = sqs.receive(url);
    sqs.call('DeleteMessage', { QueueUrl: url, ReceiptHandle });
    expect(sqs.error('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 1 })[1]).toBe(
      `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  });

  test('an old handle still deletes', async () => {
    sqs.send(url, 'x');
    const [{ ReceiptHandle }] = sqs.receive(url);
    await sqs.context.clock.advance(10_000);
    sqs.call('DeleteMessage', { QueueUrl: url, ReceiptHandle });
    expect(sqs.counts(url)).toEqual([0, 0, 0]);
  });

  test('a timeout of zero leaves the message visible, but one receive returns it only once', () => {
    sqs.send(url, 'x');
    expect(sqs.bodies(url, { VisibilityTimeout: 0 })).toEqual(['x']);
    expect(sqs.bodies(url, { VisibilityTimeout: 0 })).toEqual(['x']);
  });
});

describe('delay', () => {
  test('of a message overrides the queue’s, and changing the queue’s is not retroactive', async () => {
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { DelaySeconds: '5' } });
    sqs.send(url, 'queue');
    sqs.send(url, 'own', { DelaySeconds: 2 });
    sqs.send(url, 'none', { DelaySeconds: 0 });
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { DelaySeconds: '0' } });
    expect(sqs.counts(url)).toEqual([1, 0, 2]);
    expect(sqs.bodies(url)).toEqual(['none']);
    await sqs.context.clock.advance(2000);
    expect(sqs.bodies(url)).toEqual(['own']);
    await sqs.context.clock.advance(3000);
    expect(sqs.bodies(url)).toEqual(['queue']);
  });
});

describe('retention', () => {
  test('a message is gone after the period, in flight or not', async () => {
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { MessageRetentionPeriod: '60' } });
    sqs.send(url, 'old');
    await sqs.context.clock.advance(30_000);
    sqs.send(url, 'young');
    expect(sqs.bodies(url, { VisibilityTimeout: 100, MaxNumberOfMessages: 1 })).toEqual(['old']);
    await sqs.context.clock.advance(30_000);
    expect(sqs.counts(url)).toEqual([1, 0, 0]);
    await sqs.context.clock.advance(30_000);
    expect(sqs.counts(url)).toEqual([0, 0, 0]);
  });

  test('shortening it affects messages that are already in the queue', async () => {
    sqs.send(url, 'x');
    await sqs.context.clock.advance(100_000);
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { MessageRetentionPeriod: '60' } });
    expect(sqs.bodies(url)).toEqual([]);
  });
});

test('the oldest message comes first, and none that is in flight', () => {
  for (const body of ['1', '2', '3']) sqs.send(url, body);
  expect(sqs.bodies(url, { MaxNumberOfMessages: 2 })).toEqual(['1', '2']);
  expect(sqs.bodies(url)).toEqual(['3']);
  expect(sqs.counts(url)).toEqual([0, 3, 0]);
});

test('a MessageGroupId (fair queues) is kept and blocks nothing', () => {
  sqs.send(url, 'x', { MessageGroupId: 'tenant' });
  sqs.send(url, 'y', { MessageGroupId: 'tenant' });
  const [first] = sqs.receive(url, { MaxNumberOfMessages: 1 });
  expect(first.Attributes.MessageGroupId).toBe('tenant');
  expect(sqs.bodies(url)).toEqual(['y']);
});

test('a handle of another queue, or of a deleted queue of the same name, is not valid', async () => {
  const other = sqs.queue('other');
  sqs.send(url, 'x');
  const [{ ReceiptHandle }] = sqs.receive(url);
  const message = `The receipt handle "${ReceiptHandle}" is not valid for this queue.`;
  expect(sqs.error('DeleteMessage', { QueueUrl: other, ReceiptHandle })).toEqual(['ReceiptHandleIsInvalid', message]);
  sqs.call('DeleteQueue', { QueueUrl: url });
  await sqs.context.clock.advance(60_000);
  sqs.queue('work');
  expect(sqs.error('DeleteMessage', { QueueUrl: url, ReceiptHandle })).toEqual(['ReceiptHandleIsInvalid', message]);
});

test('a standard queue refuses a receive beyond the limit of messages in flight, a FIFO queue returns no message', async () => {
  sqs = await SqsDriver.open({ maxInFlight: 2 });
  url = sqs.queue('work');
  const fifo = sqs.queue('work.fifo');
  for (const body of ['1', '2', '3']) {
    sqs.send(url, body);
    sqs.sendTo(fifo, body, body);
  }
  expect([sqs.bodies(url), sqs.bodies(fifo)]).toEqual([
    ['1', '2'],
    ['1', '2'],
  ]);
  expect(sqs.error('ReceiveMessage', { QueueUrl: url })[0]).toBe('OverLimit');
  expect(sqs.bodies(fifo)).toEqual([]);
});
