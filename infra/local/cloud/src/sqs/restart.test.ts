import { expect, test } from 'vitest';
import { SqsDriver } from '../testing/sqs-driver.ts';

const fifo = {
  QueueName: 'f.fifo',
  Attributes: { FifoQueue: 'true', VisibilityTimeout: '77' },
  tags: { team: 'money' },
};

test('queues, attributes and tags survive', async () => {
  let sqs = await SqsDriver.open();
  const { QueueUrl } = sqs.call('CreateQueue', fifo);
  const before = sqs.call('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
  sqs = await sqs.restart();
  expect(sqs.call('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })).toEqual(before);
  expect(sqs.call('ListQueueTags', { QueueUrl })).toEqual({ Tags: { team: 'money' } });
});

test('messages survive with all their attributes, in flight or not', async () => {
  let sqs = await SqsDriver.open();
  const url = sqs.queue('work');
  const attributes = {
    MessageAttributes: { s: { DataType: 'String', StringValue: 'ü' }, b: { DataType: 'Binary', BinaryValue: 'AP8=' } },
    MessageSystemAttributes: {
      AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793' },
    },
  };
  sqs.send(url, 'received', attributes);
  const [received] = sqs.receive(url, { VisibilityTimeout: 10 });
  sqs.send(url, 'delayed', { DelaySeconds: 5 });
  sqs.send(url, 'deleted');
  const [deleted] = sqs.receive(url);
  sqs.call('DeleteMessage', { QueueUrl: url, ReceiptHandle: deleted.ReceiptHandle });

  sqs = await sqs.restart();
  expect(sqs.counts(url)).toEqual([0, 1, 1]);
  await sqs.context.clock.advance(5000);
  expect(sqs.bodies(url)).toEqual(['delayed']);
  await sqs.context.clock.advance(5000);
  const [again] = sqs.receive(url);
  expect(again).toEqual({
    ...received,
    ReceiptHandle: again.ReceiptHandle,
    Attributes: { ...received.Attributes, ApproximateReceiveCount: '2' },
  });
});

test('a receipt handle works after a restart', async () => {
  let sqs = await SqsDriver.open();
  const url = sqs.queue('f.fifo');
  sqs.sendTo(url, 'g', 'a', 'b');
  const [{ ReceiptHandle }] = sqs.receive(url, { MaxNumberOfMessages: 1 });
  sqs = await sqs.restart();
  expect(sqs.bodies(url)).toEqual([]); // the group is still blocked
  sqs.call('DeleteMessage', { QueueUrl: url, ReceiptHandle });
  expect(sqs.bodies(url)).toEqual(['b']);
});

test('deduplication ids survive for the rest of their five minutes', async () => {
  let sqs = await SqsDriver.open();
  const url = sqs.queue('f.fifo');
  const send = () => sqs.send(url, 'x', { MessageGroupId: 'g', MessageDeduplicationId: 'id' });
  const original = send();
  await sqs.context.clock.advance(200_000);
  sqs = await sqs.restart();
  expect(send()).toEqual(original);
  await sqs.context.clock.advance(100_000);
  expect(send().MessageId).not.toBe(original.MessageId);
});

test('order and sequence numbers continue', async () => {
  let sqs = await SqsDriver.open();
  const url = sqs.queue('f.fifo');
  const send = (id: string) => sqs.send(url, id, { MessageGroupId: 'g', MessageDeduplicationId: id });
  const first = send('1');
  const [{ ReceiptHandle }] = sqs.receive(url);
  sqs.call('DeleteMessage', { QueueUrl: url, ReceiptHandle });
  sqs = await sqs.restart();
  expect(send('2').SequenceNumber > first.SequenceNumber).toBe(true);
  send('3');
  expect(sqs.bodies(url)).toEqual(['2', '3']);
});

test('a receive attempt survives', async () => {
  let sqs = await SqsDriver.open();
  const url = sqs.queue('f.fifo');
  sqs.sendTo(url, 'g', 'a');
  const first = sqs.receive(url, { ReceiveRequestAttemptId: '1' });
  sqs = await sqs.restart();
  expect(sqs.receive(url, { ReceiveRequestAttemptId: '1' })).toEqual(first);
});

test('the sixty seconds after a purge and after a deletion go on', async () => {
  let sqs = await SqsDriver.open();
  const url = sqs.queue('work');
  sqs.call('DeleteQueue', { QueueUrl: sqs.queue('gone') });
  sqs.call('PurgeQueue', { QueueUrl: url });
  sqs = await sqs.restart();
  expect(sqs.error('PurgeQueue', { QueueUrl: url })[0]).toBe('PurgeQueueInProgress');
  expect(sqs.error('CreateQueue', { QueueName: 'gone' })[0]).toBe('QueueDeletedRecently');
  await sqs.context.clock.advance(60_000);
  sqs.call('PurgeQueue', { QueueUrl: url });
  sqs.queue('gone');
});

test('deleted queues and messages leave nothing in the store', async () => {
  const sqs = await SqsDriver.open();
  const url = sqs.queue('f.fifo');
  sqs.sendTo(url, 'g', 'a', 'b');
  sqs.receive(url, { ReceiveRequestAttemptId: '1' });
  sqs.call('DeleteQueue', { QueueUrl: url });
  await sqs.context.clock.advance(90_000);
  const keys: string[] = [];
  for await (const [key] of sqs.context.store.range({})) keys.push(key);
  expect(keys).toEqual(['clock', 'sqs/order']);
  expect(sqs.context.clock.armed).toBe(0);
});
