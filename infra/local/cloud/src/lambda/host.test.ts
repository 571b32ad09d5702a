import type { Context, SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { seededIds, settled, VirtualClock } from '../testing/virtual-clock.ts';
import type { Handler } from './function.ts';
import { LambdaHost } from './host.ts';
import { type Polling, sdkCalls } from './queue-reader.ts';
import { FakeQueue } from './testing/fake-queue.ts';

const name = 'zeroloss-debit';
const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

interface Options {
  readonly handler: (event: SQSEvent, context: Context) => Promise<unknown>;
  readonly maximumConcurrency?: number;
  readonly batchSize?: number;
  readonly batchingWindowSeconds?: number;
  readonly reportBatchItemFailures?: boolean;
  readonly polling?: Omit<Polling, 'calls'>;
}

function hosted({
  handler,
  maximumConcurrency = 2,
  batchSize = 10,
  batchingWindowSeconds = 0,
  reportBatchItemFailures = true,
  polling,
}: Options) {
  const queue = new FakeQueue();
  const clock = new VirtualClock();
  const logged: string[] = [];
  const line = (message: string) => logged.push(message);
  const host = new LambdaHost({
    functions: new Map([[name, { handler: handler as Handler, arn, timeoutSeconds: 3, memoryMiB: 256 }]]),
    eventSources: [
      {
        functionName: name,
        queueUrl: 'http://localhost/000000000000/zeroloss-debit.fifo',
        queueArn: 'arn:aws:sqs:us-east-1:000000000000:zeroloss-debit.fifo',
        batchSize,
        batchingWindowSeconds,
        maximumConcurrency,
        reportBatchItemFailures,
      },
    ],
    polling: { calls: sdkCalls(queue.client), waitSeconds: 20, abortable: true, ...polling },
    log: { info: line, warn: line, error: line },
    clock,
    ids: seededIds(1),
  });
  const counters = () => host.metrics.eventSources[name];
  return { host, queue, clock, logged, counters };
}

/** A handler whose invocations end when the test says so. */
function gated() {
  const waiting: { ids: string[]; end: (response?: unknown) => void; fail: (error: Error) => void }[] = [];
  const handler = (event: SQSEvent) =>
    new Promise<unknown>((end, fail) => {
      waiting.push({ ids: event.Records.map(({ messageId }) => messageId), end, fail });
    });
  return { handler, waiting };
}

describe('a batch', () => {
  const failing = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

  test.each<[name: string, handler: () => Promise<unknown>, reports: boolean, deleted: string[]]>([
    ['that succeeds is deleted', async () => undefined, true, ['a', 'b']],
    ['is deleted but for the items reported', async () => failing('a'), true, ['b']],
    ['is left alone when the report is unreadable', async () => failing(''), true, []],
    ['is deleted whatever is returned where items are not reported', async () => failing('a'), false, ['a', 'b']],
    ['is left alone when the function rejects', () => Promise.reject(new Error('no')), true, []],
    [
      'is left alone when the function throws at once',
      () => {
        throw new Error('no');
      },
      true,
      [],
    ],
  ])('%s', async (_name, handler, reportBatchItemFailures, deleted) => {
    const { host, queue, counters } = hosted({ handler, reportBatchItemFailures });
    host.start();
    queue.deliver('a', 'b');
    await settled();
    expect(queue.deleted).toEqual(deleted);
    expect(counters()).toMatchObject({ batches: 1, messages: 2, done: deleted.length, failed: 2 - deleted.length });
    await host.stop();
  });

  test('is counted if its deletion is refused: it is received again', async () => {
    const { host, queue, counters } = hosted({ handler: async () => undefined });
    queue.undeletable.add('a');
    host.start();
    queue.deliver('a', 'b');
    await settled();
    expect(queue.deleted).toEqual(['b']);
    expect(counters()).toMatchObject({ failedDeletes: 1 });
    await host.stop();
  });
});

describe('an invocation', () => {
  test('has Lambda’s context', async () => {
    const contexts: Context[] = [];
    const { host, clock } = hosted({
      handler: async (_event, context) => {
        contexts.push(context);
        return 'answer';
      },
    });
    expect(await host.call(arn, {})).toBe('answer');
    await clock.advance(1200);
    expect(contexts[0]).toMatchObject({
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: '256',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logGroupName: `/aws/lambda/${name}`,
    });
    expect(contexts[0]?.getRemainingTimeInMillis()).toBe(1800);
  });

  test('that times out is abandoned: its batch stays, another may start, its late answer changes nothing', async () => {
    const { handler, waiting } = gated();
    const { host, queue, clock, counters, logged } = hosted({ handler });
    host.start();
    queue.deliver('a');
    await clock.advance(2999);
    expect(counters()).toMatchObject({ running: 1, failed: 0 });
    await clock.advance(1);
    expect(counters()).toMatchObject({ running: 0, failed: 1 });
    expect(host.metrics.functions[name]).toMatchObject({ timeouts: 1, errors: 0, running: 0 });
    waiting[0]?.end();
    await settled();
    expect(queue.deleted).toEqual([]);
    expect(logged).toEqual(['a function failed']);
    await host.stop();
  });

  test('of an unknown function is refused', async () => {
    const { host } = hosted({ handler: async () => undefined });
    await expect(host.invoke('arn:aws:lambda:us-east-1:000000000000:function:other', {})).rejects.toThrow(
      'Function not found: arn:aws:lambda:us-east-1:000000000000:function:other',
    );
    await expect(host.pause('other')).rejects.toThrow('No event source mapping of other');
  });
});

describe('polling', () => {
  test('goes on while invocations run, up to the maximum concurrency, and then waits for one to end', async () => {
    const { handler, waiting } = gated();
    const { host, queue } = hosted({ handler, maximumConcurrency: 2 });
    host.start();
    queue.deliver('a');
    await settled();
    queue.deliver('b');
    await settled();
    expect(waiting.map(({ ids }) => ids)).toEqual([['a'], ['b']]);
    expect(queue.openPolls).toBe(0);
    waiting[1]?.end();
    await settled();
    expect(queue.openPolls).toBe(1);
    expect(queue.deleted).toEqual(['b']);
    waiting[0]?.end();
    await host.stop();
  });

  test('makes one call while nothing arrives', async () => {
    const { host, queue, clock } = hosted({ handler: async () => undefined });
    host.start();
    await clock.advance(60_000);
    expect(queue.polls).toBe(1);
    await host.stop();
    expect(queue.openPolls).toBe(0);
  });

  test('does not spin on a queue that answers empty at once', async () => {
    const { host, queue, clock } = hosted({ handler: async () => undefined });
    queue.answers.push([], [], []);
    host.start();
    await settled();
    expect(queue.polls).toBe(1);
    await clock.advance(250);
    expect(queue.polls).toBe(3);
    await host.stop();
  });

  test('backs off while the queue cannot be reached, and recovers', async () => {
    const { host, queue, clock, counters, logged } = hosted({ handler: async () => undefined });
    const gone = new Error('connect ECONNREFUSED');
    queue.answers.push(gone, gone, gone);
    host.start();
    // after 100 ms, then 200, then 400
    for (const [waitMs, polls] of [
      [99, 1],
      [1, 2],
      [199, 2],
      [1, 3],
      [399, 3],
      [1, 4],
    ] as const) {
      await clock.advance(waitMs);
      expect(queue.polls).toBe(polls);
    }
    expect(counters()).toMatchObject({ failedPolls: 3 });
    expect(logged).toHaveLength(3);
    queue.deliver('a');
    await settled();
    expect(queue.deleted).toEqual(['a']);
    await host.stop();
  });
});

describe('a batching window', () => {
  const ids = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `m${from + index}`);
  const messages = (...names: string[]) =>
    names.map((id) => ({ MessageId: id, ReceiptHandle: id, Body: id, MD5OfBody: '' }));

  function windowed(batchSize: number) {
    const { handler, waiting } = gated();
    return { waiting, ...hosted({ handler, batchSize, batchingWindowSeconds: 1 }) };
  }

  test('gathers messages, and asks the queue once more when it is over', async () => {
    const { host, queue, clock, waiting } = windowed(100);
    host.start();
    queue.deliver('a');
    await clock.advance(999);
    expect([waiting.length, queue.polls]).toEqual([0, 1]);
    queue.answers.push(messages('b', 'c'));
    await clock.advance(1);
    expect(waiting.map((each) => each.ids)).toEqual([['a', 'b', 'c']]);
    expect(queue.polls).toBe(3); // the third one waits for the next batch
    waiting[0]?.end();
    await settled();
    expect(queue.deleted).toEqual(['a', 'b', 'c']);
    await host.stop();
  });

  test('ends when the batch is full; messages are deleted ten at a time', async () => {
    const { host, queue, waiting } = windowed(25);
    queue.answers.push(messages(...ids(10)), messages(...ids(10, 10)), messages(...ids(5, 20)));
    host.start();
    await settled();
    expect(waiting.map((each) => each.ids)).toEqual([ids(25)]);
    waiting[0]?.end();
    await settled();
    expect(queue.deleted).toEqual(ids(25));
    await host.stop();
  });

  test('keeps its messages if a call fails', async () => {
    const { host, queue, clock, waiting } = windowed(100);
    host.start();
    queue.deliver('a');
    await settled();
    queue.answers.push(new Error('connect ECONNREFUSED'));
    await clock.advance(1000);
    expect(waiting.map((each) => each.ids)).toEqual([['a']]);
    waiting[0]?.end();
    await host.stop();
  });

  test('gives its messages back if a pause interrupts it', async () => {
    const { host, queue, waiting } = windowed(100);
    queue.answers.push(messages(...ids(10)), messages('x'));
    host.start();
    await settled();
    await host.pause(name);
    expect(queue.released).toEqual([...ids(10), 'x']);
    expect(waiting).toHaveLength(0);
    await host.stop();
  });
});

describe('pause', () => {
  test('ends the open poll, lets running invocations end, and resume goes on', async () => {
    const { handler, waiting } = gated();
    const { host, queue } = hosted({ handler });
    host.start();
    queue.deliver('a');
    await settled();
    await host.pause(name);
    expect(queue.openPolls).toBe(0);
    waiting[0]?.end();
    await settled();
    expect(queue.deleted).toEqual(['a']);
    queue.deliver('b');
    await settled();
    expect(waiting).toHaveLength(1);
    host.resume(name);
    await settled();
    expect(waiting).toHaveLength(2);
    waiting[1]?.end();
    await host.stop();
  });

  test('waits for a poll that the endpoint cannot abort, and gives its messages back', async () => {
    const { handler, waiting } = gated();
    const { host, queue } = hosted({ handler, polling: { waitSeconds: 2, abortable: false } });
    host.start();
    await settled();
    const paused = host.pause(name);
    await settled();
    expect(queue.openPolls).toBe(1);
    queue.deliver('a');
    await paused;
    expect(queue.released).toEqual(['a']);
    expect(waiting).toHaveLength(0);
  });

  test('gives back messages that came at the same moment', async () => {
    const { handler, waiting } = gated();
    const { host, queue } = hosted({ handler });
    host.start();
    queue.deliver('a'); // on its way when the poller is told to end
    await host.pause(name);
    expect(queue.released).toEqual(['a']);
    expect(waiting).toHaveLength(0);
  });

  test('ends a poller that waits for an invocation or for its back-off', async () => {
    const { host, queue, clock } = hosted({ handler: async () => undefined });
    queue.answers.push(new Error('unreachable'));
    host.start();
    await settled();
    await host.pause(name);
    expect(clock.armed).toBe(0);
  });
});

describe('stop', () => {
  test('waits for running invocations and their deletion', async () => {
    const { handler, waiting } = gated();
    const { host, queue, clock } = hosted({ handler });
    host.start();
    queue.deliver('a');
    await settled();
    const stopped = host.stop();
    await settled();
    waiting[0]?.end();
    await stopped;
    expect(queue.deleted).toEqual(['a']);
    expect(clock.armed).toBe(0);
  });

  test('waits no longer than the grace period', async () => {
    const { handler } = gated();
    const { host, queue, clock } = hosted({ handler });
    host.start();
    queue.deliver('a');
    await settled();
    const stopped = host.stop(1);
    await clock.advance(1000);
    await stopped;
    expect(queue.deleted).toEqual([]);
  });
});

describe('asynchronous invocation', () => {
  test('is retried after one and two minutes, and then dropped', async () => {
    const runs: number[] = [];
    const { host, clock, logged } = hosted({
      handler: async () => {
        runs.push(clock.now());
        throw new Error('no');
      },
    });
    const startMs = clock.now();
    await host.invoke(arn, { time: 'now' });
    await clock.advance(3_600_000);
    expect(runs.map((timeMs) => (timeMs - startMs) / 1000)).toEqual([0, 60, 180]);
    expect(logged.at(-1)).toBe('an event was dropped after its retries');
  });

  test('is not retried after success or after a stop', async () => {
    let runs = 0;
    const { host, clock } = hosted({
      handler: async () => {
        runs += 1;
        if (runs === 1) throw new Error('not yet');
      },
    });
    await host.invoke(arn, {});
    await clock.advance(60_000);
    expect(runs).toBe(2);
    expect(clock.armed).toBe(0);
    runs = 0;
    await host.invoke(arn, {});
    await settled();
    await host.stop();
    expect(clock.armed).toBe(0);
  });
});

test('a synchronous invocation throws what the function threw', async () => {
  const { host } = hosted({ handler: () => Promise.reject(new Error('as it is')) });
  await expect(host.call(name, {})).rejects.toThrow('as it is');
});
