/**
 * A workflow that is not ours, run by an unmodified SDK on the local cloud alone, for it takes hours: an order is weighed, approved
 * by a person, and shipped.
 */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createQueue, type TestQueue } from './queues.ts';
import { type LocalCloud, openLocalCloud } from './targets/local.ts';

const roleArn = 'arn:aws:iam::000000000000:role/orders';

const order = (approvals: string, shipments: string) => ({
  Comment: 'Orders above 100 need approval; shipping is retried while carriers are busy.',
  StartAt: 'Weigh',
  States: {
    Weigh: {
      Type: 'Choice',
      Choices: [
        {
          And: [
            { Variable: '$.gift', IsPresent: true },
            { Variable: '$.gift', BooleanEquals: true },
          ],
          Next: 'Ship',
        },
        { Not: { Variable: '$.total', NumericLessThanEquals: 100 }, Next: 'Approve' },
      ],
      Default: 'Cool down',
    },
    'Cool down': { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Ship' },
    Approve: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: {
        QueueUrl: approvals,
        MessageBody: {
          'token.$': '$$.Task.Token',
          'text.$': "States.Format('{} wants {}', $.customer, States.JsonToString($.items))",
        },
      },
      HeartbeatSeconds: 30,
      TimeoutSeconds: 300,
      ResultSelector: { 'by.$': '$.name' },
      ResultPath: '$.approval',
      Catch: [
        { ErrorEquals: ['Declined'], ResultPath: '$.error', Next: 'Declined' },
        { ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'Nobody cared' },
      ],
      Next: 'Ship',
    },
    Ship: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl: shipments, MessageBody: { 'token.$': '$$.Task.Token', 'try.$': '$$.State.RetryCount' } },
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 2 }],
      ResultPath: null,
      Next: 'Note',
    },
    Note: { Type: 'Pass', Parameters: { shipped: true, 'customer.$': '$.customer' }, Next: 'Done' },
    Done: { Type: 'Succeed' },
    Declined: { Type: 'Fail', Error: 'Declined', CausePath: '$.error.Cause' },
    'Nobody cared': { Type: 'Fail', ErrorPath: '$.error.Error', Cause: 'no answer' },
  },
});

describe.each(['over HTTP', 'in process'] as const)('%s', (transport) => {
  let cloud: LocalCloud;
  let approvals: TestQueue;
  let shipments: TestQueue;
  let stateMachineArn: string | undefined;

  beforeEach(async () => {
    cloud = await openLocalCloud(transport);
    approvals = await createQueue(cloud, 'approvals');
    shipments = await createQueue(cloud, 'shipments');
    const definition = JSON.stringify(order(approvals.url, shipments.url));
    const created = await cloud.states.send(new CreateStateMachineCommand({ name: 'orders', definition, roleArn }));
    stateMachineArn = created.stateMachineArn;
  });
  afterEach(() => cloud.close());

  /** Takes the next message of a queue; undefined when there is none. */
  const receive = async (queue: TestQueue) => {
    const [message] = await queue.receive({ MaxNumberOfMessages: 1 });
    if (!message) return undefined;
    await queue.remove(message);
    return JSON.parse(message.Body ?? '{}');
  };

  const start = async (input: object) => {
    const text = JSON.stringify({ customer: 'Ada', items: ['tea'], ...input });
    const { executionArn } = await cloud.states.send(new StartExecutionCommand({ stateMachineArn, input: text }));
    return executionArn;
  };
  const token = async (queue: TestQueue) => (await receive(queue))?.token;
  const succeed = async (queue: TestQueue, output: object) =>
    cloud.states.send(new SendTaskSuccessCommand({ taskToken: await token(queue), output: JSON.stringify(output) }));
  const describeIt = (executionArn: string | undefined) =>
    cloud.states.send(new DescribeExecutionCommand({ executionArn }));

  async function types(executionArn: string | undefined): Promise<string[]> {
    const seen: string[] = [];
    for await (const { events = [] } of paginateGetExecutionHistory(
      { client: cloud.states, pageSize: 4 },
      { executionArn },
    )) {
      seen.push(...events.map((event) => `${event.id} ${event.type}`));
    }
    return seen;
  }

  test('a small order waits and is shipped', async () => {
    const executionArn = await start({ total: 20, seconds: 60 });
    await cloud.context.clock.advance(59_999);
    expect(await receive(shipments)).toBeUndefined();
    await cloud.context.clock.advance(1);
    await succeed(shipments, {});
    const described = await describeIt(executionArn);
    expect(described).toMatchObject({ status: 'SUCCEEDED', output: '{"shipped":true,"customer":"Ada"}' });
    expect(described.startDate).toEqual(new Date('2026-01-01T00:00:00.000Z'));
    expect(described.stopDate).toEqual(new Date('2026-01-01T00:01:00.000Z'));
    expect(await types(executionArn)).toEqual([
      '1 ExecutionStarted',
      '2 ChoiceStateEntered',
      '3 ChoiceStateExited',
      '4 WaitStateEntered',
      '5 WaitStateExited',
      '6 TaskStateEntered',
      '7 TaskScheduled',
      '8 TaskStarted',
      '9 TaskSubmitted',
      '10 TaskSucceeded',
      '11 TaskStateExited',
      '12 PassStateEntered',
      '13 PassStateExited',
      '14 SucceedStateEntered',
      '15 SucceedStateExited',
      '16 ExecutionSucceeded',
    ]);
  });

  test('a large order is approved while a person takes time', async () => {
    const executionArn = await start({ total: 500 });
    const request = await receive(approvals);
    expect(request?.text).toBe('Ada wants ["tea"]');
    for (let minute = 0; minute < 4; minute++) {
      await cloud.context.clock.advance(29_000);
      await cloud.states.send(new SendTaskHeartbeatCommand({ taskToken: request?.token }));
    }
    const answer = new SendTaskSuccessCommand({ taskToken: request?.token, output: '{"name":"Grace"}' });
    await cloud.states.send(answer);
    await succeed(shipments, {});
    expect((await describeIt(executionArn)).status).toBe('SUCCEEDED');
    await expect(cloud.states.send(answer)).rejects.toMatchObject({
      name: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
  });

  test('a declined order fails with the cause that was given', async () => {
    const executionArn = await start({ total: 500 });
    const taskToken = await token(approvals);
    await cloud.states.send(new SendTaskFailureCommand({ taskToken, error: 'Declined', cause: 'too much tea' }));
    expect(await describeIt(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'Declined',
      cause: 'too much tea',
    });
  });

  test('a missed heartbeat is a time-out', async () => {
    const executionArn = await start({ total: 500 });
    await cloud.context.clock.advance(30_000);
    expect(await describeIt(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
      cause: 'no answer',
    });
  });

  test('a busy carrier is asked again, later each time', async () => {
    const executionArn = await start({ total: 1, gift: true });
    for (const [attempt, delayMs] of [10_000, 20_000].entries()) {
      const message = await receive(shipments);
      expect(message?.try).toBe(attempt);
      await cloud.states.send(new SendTaskFailureCommand({ taskToken: message?.token, error: 'Busy' }));
      await cloud.context.clock.advance(delayMs - 1);
      expect(await receive(shipments)).toBeUndefined();
      await cloud.context.clock.advance(1);
    }
    await succeed(shipments, {});
    expect((await describeIt(executionArn)).status).toBe('SUCCEEDED');
  });
});
