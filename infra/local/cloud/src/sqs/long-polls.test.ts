import { beforeEach, expect, test } from 'vitest';
import { SqsDriver } from '../testing/sqs-driver.ts';
import { settled } from '../testing/virtual-clock.ts';

let sqs: SqsDriver;
let url: string;

beforeEach(async () => {
  sqs = await SqsDriver.open();
  url = sqs.queue('work');
});

interface Poll {
  answered: boolean;
  bodies: string[];
}

function poll(more: object = {}, signal?: AbortSignal): Poll {
  const state: Poll = { answered: false, bodies: [] };
  const input = { QueueUrl: url, WaitTimeSeconds: 20, MaxNumberOfMessages: 10, ...more };
  Promise.resolve(sqs.call('ReceiveMessage', input, signal)).then(({ Messages = [] }) => {
    state.answered = true;
    state.bodies = Messages.map(({ Body }: { Body: string }) => Body);
  });
  return state;
}

test('a send is received at once, a batch as a whole', async () => {
  const waiting = poll();
  const Entries = [
    { Id: '1', MessageBody: 'a' },
    { Id: '2', MessageBody: 'b' },
  ];
  sqs.call('SendMessageBatch', { QueueUrl: url, Entries });
  await settled();
  expect(waiting).toEqual({ answered: true, bodies: ['a', 'b'] });
  expect(sqs.counts(url)).toEqual([0, 2, 0]);
});

test('messages that another service sends in one tick are received together', async () => {
  const waiting = poll();
  sqs.sqs.send(sqs.arn('work'), { body: 'a' });
  sqs.sqs.send(sqs.arn('work'), { body: 'b' });
  await settled();
  expect(waiting.bodies).toEqual(['a', 'b']);
});

test('polls are served in their order', async () => {
  const [first, second] = [poll({ MaxNumberOfMessages: 1 }), poll({ MaxNumberOfMessages: 1 })];
  sqs.send(url, 'a');
  await settled();
  expect([first.bodies, second.answered]).toEqual([['a'], false]);
  sqs.send(url, 'b');
  await settled();
  expect(second.bodies).toEqual(['b']);
});

test('the wait ends without messages', async () => {
  const waiting = poll({ WaitTimeSeconds: 2 });
  await sqs.context.clock.advance(1999);
  expect(waiting.answered).toBe(false);
  await sqs.context.clock.advance(1);
  expect(waiting).toEqual({ answered: true, bodies: [] });
});

test('without WaitTimeSeconds the queue’s wait applies, and zero does not wait', async () => {
  sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { ReceiveMessageWaitTimeSeconds: '1' } });
  const [short, long] = [poll({ WaitTimeSeconds: 0 }), poll({ WaitTimeSeconds: undefined })];
  await settled();
  expect([short.answered, long.answered]).toEqual([true, false]);
  await sqs.context.clock.advance(1000);
  expect(long.answered).toBe(true);
});

test.each([
  ['delayed', { DelaySeconds: 3 }, {}],
  ['in flight', {}, { VisibilityTimeout: 3 }],
])('a message that is %s is received when that ends', async (_, sending, receiving) => {
  sqs.send(url, 'x', sending);
  sqs.receive(url, receiving);
  const waiting = poll();
  await sqs.context.clock.advance(2999);
  expect(waiting.answered).toBe(false);
  await sqs.context.clock.advance(1);
  expect(waiting.bodies).toEqual(['x']);
});

test('a message that is released is received at once', async () => {
  sqs.send(url, 'x');
  const [{ ReceiptHandle }] = sqs.receive(url);
  const waiting = poll();
  sqs.call('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 });
  await settled();
  expect(waiting.bodies).toEqual(['x']);
});

test('a group that is unblocked is received at once', async () => {
  url = sqs.queue('work.fifo');
  sqs.sendTo(url, 'g', 'a', 'b');
  const [{ ReceiptHandle }] = sqs.receive(url, { MaxNumberOfMessages: 1 });
  const waiting = poll();
  sqs.call('DeleteMessage', { QueueUrl: url, ReceiptHandle });
  await settled();
  expect(waiting.bodies).toEqual(['b']);
});

test('a client that has disconnected gets no message', async () => {
  const gone = new AbortController();
  const [waiting, later] = [poll({}, gone.signal), poll({}, AbortSignal.abort())];
  gone.abort();
  sqs.send(url, 'x');
  await settled();
  expect([waiting.bodies, later.bodies]).toEqual([[], []]);
  expect(sqs.bodies(url)).toEqual(['x']);
});

test('closing ends the polls and leaves no timer', async () => {
  const waiting = poll();
  sqs.sqs.close();
  await settled();
  expect([waiting.answered, sqs.context.clock.armed]).toEqual([true, 0]);
});
