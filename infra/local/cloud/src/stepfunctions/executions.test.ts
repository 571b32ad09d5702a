/** The life of executions: names, stops, restarts, lists, expiry. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../core/service.ts';
import { callback, type Harness, openHarness, single } from './testing/harness.ts';

const wait = (seconds: number) => single({ Type: 'Wait', Seconds: seconds, End: true });
const done = single({ Type: 'Succeed' });
const dayMs = 24 * 60 * 60 * 1000;

const start = (harness: Harness, stateMachineArn: string, name: string, input?: string): Promise<Json> =>
  harness.call('StartExecution', { stateMachineArn, name, ...(input === undefined ? {} : { input }) });

describe('names', () => {
  test('the same name and input while it runs is the same execution', async () => {
    const harness = await openHarness();
    const arn = await harness.create(wait(10));
    const first = await start(harness, arn, 'one', '{"a":1}');
    await harness.context.clock.advance(1000);
    expect(await start(harness, arn, 'one', '{"a":1}')).toEqual(first);
    await expect(start(harness, arn, 'one', '{"a":2}')).rejects.toMatchObject({
      code: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${first.executionArn}'`,
    });
  });

  test('a name is taken for 90 days after the end', async () => {
    const harness = await openHarness();
    const arn = await harness.create(done);
    const { executionArn } = await start(harness, arn, 'one');
    await harness.context.clock.advance(90 * dayMs - 1);
    await expect(start(harness, arn, 'one')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    await harness.context.clock.advance(1);
    await start(harness, arn, 'one', '{"again":true}');
    expect((await harness.describe(executionArn)).input).toBe('{"again":true}');
    expect((await harness.call('ListExecutions', { stateMachineArn: arn })).executions).toHaveLength(1);
  });

  test('simultaneous starts under one name make one execution', async () => {
    const harness = await openHarness();
    const arn = await harness.create(wait(10));
    const answers = await Promise.all(Array.from({ length: 5 }, () => start(harness, arn, 'one', '{}')));
    expect(new Set(answers.map(({ executionArn }) => executionArn)).size).toBe(1);
    expect((await harness.call('ListExecutions', { stateMachineArn: arn })).executions).toHaveLength(1);
    const ended = await harness.create(done);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => start(harness, ended, 'one')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('an execution is forgotten 90 days after its end', async () => {
    const harness = await openHarness();
    const arn = await harness.create(done);
    const { executionArn } = await start(harness, arn, 'old');
    await harness.context.clock.advance(91 * dayMs);
    await start(harness, arn, 'new');
    await harness.context.clock.advance(1000);
    await expect(harness.describe(executionArn)).rejects.toMatchObject({ code: 'ExecutionDoesNotExist' });
    expect((await harness.call('ListExecutions', { stateMachineArn: arn })).executions).toMatchObject([
      { name: 'new' },
    ]);
    const left: string[] = [];
    for await (const [key] of harness.context.store.range({ gte: 'states/' })) if (key.includes('/old')) left.push(key);
    expect(left).toEqual([]);
  });
});

describe('the end', () => {
  test('StopExecution aborts', async () => {
    const harness = await openHarness();
    const executionArn = await harness.run(single(callback()));
    const { stopDate } = await harness.call('StopExecution', { executionArn, error: 'Stop', cause: 'it' });
    expect(stopDate).toBe(harness.context.clock.now() / 1000);
    expect(await harness.describe(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Stop', cause: 'it' });
    expect((await harness.history(executionArn)).at(-1)).toEqual({
      id: 6,
      previousEventId: 0,
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Stop', cause: 'it' },
    });
    await harness.context.clock.advance(5000);
    expect(await harness.call('StopExecution', { executionArn })).toEqual({ stopDate });
    await expect(harness.call('SendTaskSuccess', { taskToken: harness.token(), output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
  });

  test('TimeoutSeconds of the state machine', async () => {
    const harness = await openHarness();
    const executionArn = await harness.run({ ...wait(60), TimeoutSeconds: 5 });
    await harness.context.clock.advance(5000);
    const described = await harness.describe(executionArn);
    expect(described).toMatchObject({
      status: 'TIMED_OUT',
      stopDate: described.startDate + 5,
      redriveStatus: 'REDRIVABLE',
    });
    expect((await harness.history(executionArn)).at(-1)).toEqual({
      id: 3,
      previousEventId: 0,
      type: 'ExecutionTimedOut',
      executionTimedOutEventDetails: {},
    });
  });

  test('leaves nothing in memory, and no timer', async () => {
    const harness = await openHarness();
    const arn = await harness.create(wait(10));
    for (let n = 0; n < 10; n++) await start(harness, arn, `n${n}`);
    expect(harness.context.clock.armed).toBe(10);
    await harness.context.clock.advance(10_000);
    expect(harness.context.clock.armed).toBe(0);
    for await (const [key] of harness.context.store.range({ gte: 'states/x/', lt: 'states/x0' })) expect(key).toBe('');
  });
});

describe('after a kill -9', () => {
  test('waits end as planned', async () => {
    const before = await openHarness();
    const executionArn = await before.run(wait(100));
    await before.context.clock.advance(40_000);
    const after = await before.kill();
    await after.context.clock.advance(59_999);
    expect((await after.describe(executionArn)).status).toBe('RUNNING');
    await after.context.clock.advance(1);
    expect((await after.describe(executionArn)).status).toBe('SUCCEEDED');
  });

  test('overdue work happens at once', async () => {
    const before = await openHarness();
    const executionArn = await before.run(single(callback({ TimeoutSeconds: 5 })));
    before.states.close();
    await before.context.clock.advance(60_000);
    const after = await before.kill();
    await after.context.clock.advance(0);
    expect(await after.describe(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('tokens stay valid, and the history goes on', async () => {
    const before = await openHarness();
    const executionArn = await before.run(single(callback({ ResultPath: '$.r' })), { a: 1 });
    const taskToken = before.token();
    const after = await before.kill();
    await after.call('SendTaskSuccess', { taskToken, output: '2' });
    expect((await after.describe(executionArn)).output).toBe('{"a":1,"r":2}');
    const history = await after.history(executionArn);
    expect(history.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const again = await after.kill();
    await expect(again.call('SendTaskSuccess', { taskToken, output: '2' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
    await expect(
      start(
        again,
        executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, ''),
        executionArn.split(':').at(-1) ?? '',
      ),
    ).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  });

  test('retries keep their count', async () => {
    const before = await openHarness();
    const state = callback({ Retry: [{ ErrorEquals: ['Bad'], IntervalSeconds: 10, MaxAttempts: 1 }] });
    const executionArn = await before.run(single(state));
    await before.call('SendTaskFailure', { taskToken: before.token(), error: 'Bad' });
    const after = await before.kill();
    await after.context.clock.advance(10_000);
    expect(after.sent).toHaveLength(1);
    await after.call('SendTaskFailure', { taskToken: after.token(), error: 'Bad' });
    expect(await after.describe(executionArn)).toMatchObject({ status: 'FAILED', error: 'Bad' });
  });

  test('an execution keeps the definition that it was started with', async () => {
    const before = await openHarness();
    const stateMachineArn = await before.create(wait(10));
    const { executionArn } = await start(before, stateMachineArn, 'one');
    const updated = JSON.stringify(single({ Type: 'Pass', Result: 'new', End: true }));
    await before.call('UpdateStateMachine', { stateMachineArn, definition: updated });
    const after = await before.kill();
    await after.context.clock.advance(10_000);
    expect((await after.describe(executionArn)).output).toBe('{}');
    const { definition } = await after.call('DescribeStateMachineForExecution', { executionArn });
    expect(JSON.parse(definition)).toEqual(wait(10));
    const { executionArn: next } = await start(after, stateMachineArn, 'two');
    expect((await after.describe(next)).output).toBe('"new"');
  });
});

describe('lists', () => {
  test('executions, newest first, of any status, page by page', async () => {
    const harness = await openHarness();
    const stateMachineArn = await harness.create(wait(10));
    for (let n = 0; n < 7; n++) {
      await start(harness, stateMachineArn, `n${n}`);
      await harness.context.clock.advance(2000);
    }
    const list = async (input: Json) => {
      const names: string[] = [];
      for (let nextToken: string | undefined; ; ) {
        const page = await harness.call('ListExecutions', { stateMachineArn, maxResults: 2, nextToken, ...input });
        names.push(...page.executions.map((execution: Json) => `${execution.name} ${execution.status}`));
        nextToken = page.nextToken;
        if (nextToken === undefined) return names;
      }
    };
    // The oldest began 14 s ago; a wait of 10 s leaves the last four running.
    const running = ['n6 RUNNING', 'n5 RUNNING', 'n4 RUNNING', 'n3 RUNNING'];
    const ended = ['n2 SUCCEEDED', 'n1 SUCCEEDED', 'n0 SUCCEEDED'];
    expect(await list({})).toEqual([...running, ...ended]);
    expect(await list({ statusFilter: 'RUNNING' })).toEqual(running);
    expect(await list({ statusFilter: 'SUCCEEDED' })).toEqual(ended);
    expect(await list({ statusFilter: 'FAILED' })).toEqual([]);
    await expect(list({ nextToken: 'x' })).rejects.toMatchObject({ code: 'InvalidToken' });
  });

  test.each([
    [false, [1, 2, 3, 4, 5, 6, 7, 8]],
    [true, [8, 7, 6, 5, 4, 3, 2, 1]],
  ])('history, reverse %s, page by page', async (reverseOrder, ids) => {
    const harness = await openHarness();
    const executionArn = await harness.run(single(callback()));
    await harness.call('SendTaskSuccess', { taskToken: harness.token(), output: '1' });
    const seen: number[] = [];
    for (let nextToken: string | undefined; ; ) {
      const page = await harness.call('GetExecutionHistory', { executionArn, reverseOrder, maxResults: 3, nextToken });
      seen.push(...page.events.map(({ id }: Json) => id));
      nextToken = page.nextToken;
      if (nextToken === undefined) break;
    }
    expect(seen).toEqual(ids);
  });

  test('history without data', async () => {
    const harness = await openHarness();
    const executionArn = await harness.run(done);
    const { events } = await harness.call('GetExecutionHistory', { executionArn, includeExecutionData: false });
    expect(events[1].stateEnteredEventDetails).toEqual({ name: 'S' });
  });
});

test('the store is not searched at start', async () => {
  const harness = await openHarness();
  const arn = await harness.create(done);
  for (let n = 0; n < 20; n++) await start(harness, arn, `n${n}`);
  const asked: unknown[] = [];
  const { range } = harness.context.store;
  const reopened = await harness.context.reopen();
  reopened.store.range = (wanted) => {
    asked.push(wanted.gte);
    return range.call(reopened.store, wanted);
  };
  const after = await openHarness(reopened);
  expect(asked.toSorted()).toEqual(['states/d/', 'states/m/', 'states/r/', 'states/x/']);
  after.states.close();
});
