/** The Lambda host on the local SQS: the guarantees of SQS and the event source mapping together. */
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Dispatcher } from '../../src/core/dispatcher.ts';
import { inProcessHandler } from '../../src/core/in-process.ts';
import { type Handler, LambdaHost } from '../../src/lambda/host.ts';
import { sdkCalls } from '../../src/lambda/queue-reader.ts';
import { openSqs, type Sqs } from '../../src/sqs/index.ts';
import { openTestContext, type TestContext } from '../../src/testing/virtual-clock.ts';

const visibilityTimeoutSeconds = 18;
const timeoutSeconds = 3;
/** Long enough for every promise and store write on the way; no time passes. */
const quiet = async () => {
  for (let turn = 0; turn < 10; turn++) await context.clock.advance(0);
};

let context: TestContext;
let sqs: Sqs;
let client: SQSClient;
let host: LambdaHost | undefined;
let errors: string[];

beforeEach(async () => {
  context = await openTestContext();
  sqs = await openSqs(context);
  const requestHandler = inProcessHandler(new Dispatcher(context, [sqs.service]));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SQSClient({ region: 'us-east-1', endpoint: context.endpoint(), credentials, requestHandler });
  errors = [];
  host = undefined;
});
afterEach(async () => {
  await host?.stop();
  sqs.close();
  expect(context.faults).toEqual([]);
});

async function queueWith(fifo: boolean) {
  const suffix = fifo ? '.fifo' : '';
  const create = async (name: string, attributes: Record<string, string>) => {
    const Attributes = { ...attributes, ...(fifo ? { FifoQueue: 'true' } : {}) };
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: `${name}${suffix}`, Attributes }));
    const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return { queueUrl: QueueUrl, queueArn: answer.Attributes?.QueueArn ?? '' };
  };
  const dead = await create('dead', {});
  const source = await create('source', {
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.queueArn, maxReceiveCount: 2 }),
  });
  return { source, dead };
}

function run(
  source: { queueUrl: string; queueArn: string },
  handler: (event: SQSEvent) => Promise<unknown>,
  maximumConcurrency = 4,
): LambdaHost {
  const line = (message: string) => errors.push(message);
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:consumer';
  host = new LambdaHost({
    functions: new Map([['consumer', { handler: handler as Handler, arn, timeoutSeconds }]]),
    eventSources: [
      {
        ...source,
        functionName: 'consumer',
        batchSize: 10,
        batchingWindowSeconds: 0,
        maximumConcurrency,
        reportBatchItemFailures: true,
      },
    ],
    polling: { calls: sdkCalls(client), waitSeconds: 20, abortable: true },
    log: { info: line, warn: line, error: line },
    clock: context.clock,
    ids: context.ids,
  });
  host.start();
  return host;
}

const send = (QueueUrl: string, MessageBody: string, group?: string) =>
  client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody,
      ...(group ? { MessageGroupId: group, MessageDeduplicationId: MessageBody } : {}),
    }),
  );

async function depth(QueueUrl: string): Promise<{ visible: number; inFlight: number }> {
  const { Attributes: found } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return {
    visible: Number(found?.ApproximateNumberOfMessages),
    inFlight: Number(found?.ApproximateNumberOfMessagesNotVisible),
  };
}

const bodies = (event: SQSEvent) => event.Records.map(({ body }) => body);

describe.each([
  ['standard', undefined],
  ['FIFO', 'group'],
] as const)('a %s queue', (kind, group) => {
  test('a message wakes the long poll at once, is done once, and is gone', async () => {
    const { source } = await queueWith(kind === 'FIFO');
    const seen: string[][] = [];
    run(source, async (event) => void seen.push(bodies(event)));
    await quiet();
    await send(source.queueUrl, 'a', group);
    await quiet();
    expect(seen).toEqual([['a']]);
    expect(await depth(source.queueUrl)).toEqual({ visible: 0, inFlight: 0 });
  });

  test('a failed item comes again after its visibility timeout, and goes to the DLQ after its last receive', async () => {
    const { source, dead } = await queueWith(kind === 'FIFO');
    const seen: string[][] = [];
    run(source, async (event) => {
      seen.push(bodies(event));
      const bad = event.Records.filter(({ body }) => body === 'bad');
      return { batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    await send(source.queueUrl, 'bad', group);
    await quiet();
    await context.clock.advance(visibilityTimeoutSeconds * 1000 - 1);
    expect(seen).toEqual([['bad']]);
    await context.clock.advance(visibilityTimeoutSeconds * 1000);
    expect(seen).toEqual([['bad'], ['bad']]);
    await context.clock.advance(60_000);
    expect(seen).toHaveLength(2);
    expect(await depth(dead.queueUrl)).toEqual({ visible: 1, inFlight: 0 });
    expect(await depth(source.queueUrl)).toEqual({ visible: 0, inFlight: 0 });
  });

  test('a function that hangs is abandoned, and its batch comes again', async () => {
    const { source } = await queueWith(kind === 'FIFO');
    let invocations = 0;
    run(source, async () => {
      invocations += 1;
      if (invocations === 1) await new Promise(() => {});
    });
    await send(source.queueUrl, 'a', group);
    await context.clock.advance(timeoutSeconds * 1000);
    expect(errors).toEqual(['a function failed']);
    await context.clock.advance((visibilityTimeoutSeconds - timeoutSeconds) * 1000);
    await quiet();
    expect(invocations).toBe(2);
    expect(await depth(source.queueUrl)).toEqual({ visible: 0, inFlight: 0 });
  });

  test('while the mapping is paused messages wait, and none is in flight', async () => {
    const { source } = await queueWith(kind === 'FIFO');
    const seen: string[][] = [];
    const paused = run(source, async (event) => void seen.push(bodies(event)));
    await quiet();
    await paused.pause('consumer');
    await send(source.queueUrl, 'a', group);
    await context.clock.advance(60_000);
    expect(seen).toEqual([]);
    expect(await depth(source.queueUrl)).toEqual({ visible: 1, inFlight: 0 });
    paused.resume('consumer');
    await quiet();
    expect(seen).toEqual([['a']]);
  });
});

test('of one FIFO group never two batches run at once; of several groups they do, and each keeps its order', async () => {
  const { source } = await queueWith(true);
  const running = new Set<string>();
  const seen = new Map<string, string[]>();
  let maxAtOnce = 0;
  const ends: (() => void)[] = [];
  run(source, async (event) => {
    const groups = new Set(event.Records.map(({ attributes }) => attributes.MessageGroupId ?? ''));
    for (const group of groups) {
      expect(running.has(group)).toBe(false);
      running.add(group);
    }
    maxAtOnce = Math.max(maxAtOnce, running.size);
    for (const { body, attributes } of event.Records) {
      const group = attributes.MessageGroupId ?? '';
      seen.set(group, [...(seen.get(group) ?? []), body]);
    }
    await new Promise<void>((end) => ends.push(end));
    for (const group of groups) running.delete(group);
  });
  for (let index = 0; index < 30; index++) {
    await send(source.queueUrl, `m${index}`, `group-${index % 3}`);
    await quiet();
    if (index % 4 === 3) ends.shift()?.();
  }
  for (let turn = 0; turn < 40; turn++) {
    ends.shift()?.();
    await quiet();
  }
  const inOrder = (group: number) => Array.from({ length: 10 }, (_, index) => `m${index * 3 + group}`);
  expect(Object.fromEntries(seen)).toEqual({ 'group-0': inOrder(0), 'group-1': inOrder(1), 'group-2': inOrder(2) });
  expect(maxAtOnce).toBeGreaterThan(1);
  expect(await depth(source.queueUrl)).toEqual({ visible: 0, inFlight: 0 });
});

test('messages that gather while all places are taken come in one batch', async () => {
  const { source } = await queueWith(false);
  const seen: string[][] = [];
  const ends: (() => void)[] = [];
  run(
    source,
    async (event) => {
      seen.push(bodies(event));
      await new Promise<void>((end) => ends.push(end));
    },
    2,
  );
  for (const body of ['a', 'b', 'c', 'd', 'e']) {
    await send(source.queueUrl, body);
    await quiet();
  }
  expect(seen).toEqual([['a'], ['b']]);
  ends.shift()?.();
  await quiet();
  expect(seen).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
  for (const end of ends) end();
  await quiet();
});
