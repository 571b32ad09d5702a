/** The sqs:sendMessage integration: histories as AWS records them, time-outs, Retry and Catch. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../core/service.ts';
import { queueDoesNotExist } from '../sqs/errors.ts';
import { callback, openHarness, queueUrl, single } from './testing/harness.ts';

const whole = { truncated: false };
const waiting = { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' };
const roleArn = 'arn:aws:iam::000000000000:role/states';

/** What every callback task records before its callback; `details` of TaskScheduled besides the parameters. */
const submitted = (state: string, details: Json = {}): Json[] => [
  {
    id: 1,
    previousEventId: 0,
    type: 'ExecutionStarted',
    executionStartedEventDetails: { input: '{}', inputDetails: whole, roleArn },
  },
  {
    id: 2,
    previousEventId: 0,
    type: 'TaskStateEntered',
    stateEnteredEventDetails: { name: state, input: '{}', inputDetails: whole },
  },
  {
    id: 3,
    previousEventId: 2,
    type: 'TaskScheduled',
    taskScheduledEventDetails: { ...waiting, region: 'us-east-1', parameters: expect.any(String), ...details },
  },
  { id: 4, previousEventId: 3, type: 'TaskStarted', taskStartedEventDetails: waiting },
  {
    id: 5,
    previousEventId: 4,
    type: 'TaskSubmitted',
    taskSubmittedEventDetails: { ...waiting, output: expect.any(String), outputDetails: whole },
  },
];

test('sendMessage: history, parameters and result', async () => {
  const harness = await openHarness();
  const state = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Parameters: {
      QueueUrl: queueUrl,
      MessageBody: { 'n.$': '$.n' },
      MessageGroupId: 'g',
      'MessageDeduplicationId.$': "States.Hash('x', 'MD5')",
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'Hello' } },
    },
    End: true,
  };
  const arn = await harness.run(single(state), { n: 1 });
  expect(harness.sent).toMatchObject([
    {
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:jobs',
      body: '{"n":1}',
      groupId: 'g',
      deduplicationId: '9dd4e461268c8034f5c8564e155c67a6',
      attributes: { kind: { DataType: 'String', StringValue: 'Hello' } },
    },
  ]);
  const history = await harness.history(arn);
  expect(history.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  const details = history[4]?.taskSucceededEventDetails;
  expect(details).toMatchObject({ resource: 'sendMessage', resourceType: 'sqs', outputDetails: whole });
  const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(details.output)).toEqual({
    MD5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    MD5OfMessageBody: expect.stringMatching(/^[0-9a-f]{32}$/),
    MessageId: requestId,
    SdkHttpMetadata: {
      AllHttpHeaders: {
        'x-amzn-RequestId': [requestId],
        connection: ['keep-alive'],
        'Content-Length': ['166'],
        Date: ['Thu, 01 Jan 2026 00:00:00 GMT'],
        'Content-Type': ['application/x-amz-json-1.0'],
      },
      HttpHeaders: {
        connection: 'keep-alive',
        'Content-Length': '166',
        'Content-Type': 'application/x-amz-json-1.0',
        Date: 'Thu, 01 Jan 2026 00:00:00 GMT',
        'x-amzn-RequestId': requestId,
      },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  });
});

describe('callbacks', () => {
  test('success passes the output on unchanged', async () => {
    const harness = await openHarness();
    const arn = await harness.run(single(callback()));
    await harness.call('SendTaskSuccess', { taskToken: harness.token(), output: ' "done"' });
    expect(await harness.history(arn)).toEqual([
      ...submitted('S'),
      {
        id: 6,
        previousEventId: 5,
        type: 'TaskSucceeded',
        taskSucceededEventDetails: { ...waiting, output: ' "done"', outputDetails: whole },
      },
      {
        id: 7,
        previousEventId: 6,
        type: 'TaskStateExited',
        stateExitedEventDetails: { name: 'S', output: ' "done"', outputDetails: whole },
      },
      {
        id: 8,
        previousEventId: 7,
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output: ' "done"', outputDetails: whole },
      },
    ]);
  });

  test('failure fails the execution', async () => {
    const harness = await openHarness();
    const arn = await harness.run(single(callback({ TimeoutSeconds: 600 })));
    await harness.call('SendTaskFailure', { taskToken: harness.token(), error: 'Bad', cause: 'Luck' });
    expect(await harness.history(arn)).toEqual([
      ...submitted('S', { timeoutInSeconds: 600 }),
      {
        id: 6,
        previousEventId: 5,
        type: 'TaskFailed',
        taskFailedEventDetails: { ...waiting, error: 'Bad', cause: 'Luck' },
      },
      {
        id: 7,
        previousEventId: 6,
        type: 'ExecutionFailed',
        executionFailedEventDetails: { error: 'Bad', cause: 'Luck' },
      },
    ]);
    expect(await harness.describe(arn)).toMatchObject({
      status: 'FAILED',
      error: 'Bad',
      cause: 'Luck',
      redriveStatus: 'REDRIVABLE',
    });
  });

  test('ResultSelector, ResultPath and OutputPath', async () => {
    const harness = await openHarness();
    const state = callback({
      ResultSelector: { 'kept.$': '$.a', 'at.$': '$$.State.Name' },
      ResultPath: '$.result',
      OutputPath: '$.result',
    });
    const arn = await harness.run(single(state));
    await harness.call('SendTaskSuccess', { taskToken: harness.token(), output: '{"a":1,"b":2}' });
    expect((await harness.describe(arn)).output).toBe('{"kept":1,"at":"S"}');
  });

  test.each<[name: string, timing: Json, details: Json]>([
    ['TimeoutSeconds', { TimeoutSeconds: 5 }, { timeoutInSeconds: 5 }],
    ['TimeoutSecondsPath', { TimeoutSecondsPath: '$$.Execution.Input.t' }, { timeoutInSeconds: 5 }],
    [
      'HeartbeatSeconds',
      { TimeoutSeconds: 600, HeartbeatSeconds: 5 },
      { timeoutInSeconds: 600, heartbeatInSeconds: 5 },
    ],
  ])('%s', async (_name, timing, details) => {
    const harness = await openHarness();
    const arn = await harness.run(single(callback(timing)), { t: 5 });
    await harness.context.clock.advance(4999);
    expect((await harness.describe(arn)).status).toBe('RUNNING');
    await harness.context.clock.advance(1);
    const history = await harness.history(arn);
    expect(history[2]?.taskScheduledEventDetails).toMatchObject(details);
    expect(history.slice(5)).toEqual([
      {
        id: 6,
        previousEventId: 5,
        type: 'TaskTimedOut',
        taskTimedOutEventDetails: { ...waiting, error: 'States.Timeout' },
      },
      { id: 7, previousEventId: 6, type: 'ExecutionFailed', executionFailedEventDetails: { error: 'States.Timeout' } },
    ]);
    await expect(harness.call('SendTaskSuccess', { taskToken: harness.token(), output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
  });

  test('a heartbeat keeps the task alive, up to its time-out', async () => {
    const harness = await openHarness();
    const arn = await harness.run(single(callback({ TimeoutSeconds: 20, HeartbeatSeconds: 5 })));
    for (let beat = 0; beat < 4; beat++) {
      await harness.context.clock.advance(4900);
      await harness.call('SendTaskHeartbeat', { taskToken: harness.token() });
    }
    expect((await harness.describe(arn)).status).toBe('RUNNING');
    await harness.context.clock.advance(400);
    expect(await harness.describe(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test.each<[name: string, operation: string, input: Json, code: string]>([
    ['not a token', 'SendTaskSuccess', { taskToken: 'x', output: '1' }, 'InvalidToken'],
    ['not a token', 'SendTaskFailure', { taskToken: 'x' }, 'InvalidToken'],
    ['not a token', 'SendTaskHeartbeat', { taskToken: 'x' }, 'InvalidToken'],
    ['no JSON', 'SendTaskSuccess', { taskToken: 'x', output: 'done' }, 'InvalidOutput'],
    ['no output', 'SendTaskSuccess', { taskToken: 'x' }, 'ValidationException'],
    [
      'output above 256 KiB',
      'SendTaskSuccess',
      { taskToken: 'x', output: `"${'a'.repeat(262_144)}"` },
      'ValidationException',
    ],
  ])('%s: %s is refused', async (_name, operation, input, code) => {
    const harness = await openHarness();
    await expect(harness.call(operation, input)).rejects.toMatchObject({ code });
  });

  test('a callback counts once', async () => {
    const harness = await openHarness();
    await harness.run(single(callback()));
    const taskToken = harness.token();
    await harness.call('SendTaskSuccess', { taskToken, output: '1' });
    for (const again of ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat']) {
      await expect(harness.call(again, { taskToken, output: '1' })).rejects.toMatchObject({ code: 'TaskTimedOut' });
    }
  });
});

describe('Catch', () => {
  const caught = (catcher: Json, timing: Json = {}) =>
    single(callback({ ...timing, Next: 'E', Catch: [{ Next: 'E', ...catcher }] }));

  test.each<[name: string, failure: Json, catcher: Json, output: Json]>([
    ['by name', { error: 'Bad', cause: 'Luck' }, { ErrorEquals: ['Bad'] }, { Error: 'Bad', Cause: 'Luck' }],
    ['States.ALL', { error: 'Bad' }, { ErrorEquals: ['States.ALL'] }, { Error: 'Bad', Cause: null }],
    ['without a name', {}, { ErrorEquals: ['States.ALL'], ResultPath: '$.e' }, { e: { Error: null, Cause: null } }],
    ['ResultPath null', { error: 'Bad' }, { ErrorEquals: ['States.TaskFailed'], ResultPath: null }, {}],
  ])('%s', async (_name, failure, catcher, output) => {
    const harness = await openHarness();
    const arn = await harness.run(caught(catcher));
    await harness.call('SendTaskFailure', { taskToken: harness.token(), ...failure });
    const { status, output: text } = await harness.describe(arn);
    expect({ status, output: JSON.parse(text) }).toEqual({ status: 'SUCCEEDED', output });
    expect((await harness.history(arn)).map(({ type }) => type).slice(5)).toEqual([
      'TaskFailed',
      'TaskStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test.each([
    ['States.Timeout', { TimeoutSeconds: 1 }],
    ['States.Timeout', { HeartbeatSeconds: 1 }],
    ['States.HeartbeatTimeout', { HeartbeatSeconds: 1 }],
    ['States.ALL', { TimeoutSeconds: 1 }],
  ])('%s after %j', async (name, timing) => {
    const harness = await openHarness();
    const arn = await harness.run(caught({ ErrorEquals: [name] }, timing));
    await harness.context.clock.advance(1000);
    const { output } = await harness.describe(arn);
    expect(JSON.parse(output)).toEqual({ Error: 'States.Timeout', Cause: '' });
  });

  test.each([
    ['States.TaskFailed', { TimeoutSeconds: 1 }],
    ['States.HeartbeatTimeout', { TimeoutSeconds: 1 }],
  ])('%s does not catch %j', async (name, timing) => {
    const harness = await openHarness();
    const arn = await harness.run(caught({ ErrorEquals: [name] }, timing));
    await harness.context.clock.advance(1000);
    expect(await harness.describe(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('nothing catches States.Runtime, not even its name', async () => {
    const harness = await openHarness();
    const state = callback({ OutputPath: '$.no', Next: 'E', Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'E' }] });
    const arn = await harness.run(single(state));
    await harness.call('SendTaskSuccess', { taskToken: harness.token(), output: '{}' });
    expect(await harness.describe(arn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('a second visit has its own token', async () => {
    const harness = await openHarness();
    const arn = await harness.run({
      StartAt: 'S',
      States: {
        S: callback({ TimeoutSeconds: 1, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'W' }] }),
        W: { Type: 'Wait', Seconds: 1, Next: 'S' },
      },
    });
    const first = harness.token();
    await harness.context.clock.advance(2000);
    expect(harness.token()).not.toBe(first);
    await expect(harness.call('SendTaskSuccess', { taskToken: first, output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
    await harness.call('SendTaskSuccess', { taskToken: harness.token(), output: '1' });
    expect(await harness.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });
});

describe('Retry', () => {
  const retried = single(
    callback({
      Parameters: { QueueUrl: queueUrl, MessageBody: { 'token.$': '$$.Task.Token', 'retry.$': '$$.State.RetryCount' } },
      Retry: [
        { ErrorEquals: ['Rare'], MaxAttempts: 0 },
        { ErrorEquals: ['Bad'], IntervalSeconds: 2, MaxAttempts: 2, BackoffRate: 3 },
      ],
      Next: 'E',
      Catch: [{ ErrorEquals: ['Bad'], Next: 'E' }],
    }),
  );

  test('backs off, counts, gives new tokens, and then catches', async () => {
    const harness = await openHarness();
    const arn = await harness.run(retried);
    const fail = () => harness.call('SendTaskFailure', { taskToken: harness.token(), error: 'Bad' });
    await fail();
    await harness.context.clock.advance(1999);
    expect(harness.sent).toHaveLength(1);
    await harness.context.clock.advance(1);
    await fail();
    await harness.context.clock.advance(6000);
    await fail();
    expect(harness.sent.map(({ body }) => JSON.parse(body).retry)).toEqual([0, 1, 2]);
    expect(new Set(harness.sent.map(({ body }) => JSON.parse(body).token)).size).toBe(3);
    const history = await harness.history(arn);
    const attempt = ['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskFailed'];
    expect(history.map(({ type }) => type).slice(2, 15)).toEqual([
      ...attempt,
      ...attempt,
      ...attempt,
      'TaskStateExited',
    ]);
    expect(history[6]).toMatchObject({ id: 7, previousEventId: 6, type: 'TaskScheduled' });
    expect((await harness.describe(arn)).status).toBe('SUCCEEDED');
  });

  test('MaxAttempts 0 never retries', async () => {
    const harness = await openHarness();
    const arn = await harness.run(retried);
    await harness.call('SendTaskFailure', { taskToken: harness.token(), error: 'Rare' });
    expect(await harness.describe(arn)).toMatchObject({ status: 'FAILED', error: 'Rare' });
  });
});

describe('errors of SQS', () => {
  const resource = 'arn:aws:states:::sqs:sendMessage';

  test('carry the name of the exception and can be caught', async () => {
    const harness = await openHarness();
    harness.refusals.push(queueDoesNotExist());
    const state = callback({
      Resource: resource,
      Parameters: { QueueUrl: queueUrl, MessageBody: 'x' },
      Next: 'E',
      Catch: [{ ErrorEquals: ['SQS.QueueDoesNotExistException'], Next: 'E' }],
    });
    const { output } = await harness.describe(await harness.run(single(state)));
    expect(JSON.parse(output)).toEqual({
      Error: 'SQS.QueueDoesNotExistException',
      Cause: expect.stringMatching(
        /^The specified queue does not exist\. \(Service: AmazonSQS; Status Code: 400; Error Code: AWS\.SimpleQueueService\.NonExistentQueue; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
      ),
    });
  });

  test('before a callback are failures to submit', async () => {
    const harness = await openHarness();
    harness.refusals.push(queueDoesNotExist());
    const arn = await harness.run(single(callback()));
    expect((await harness.history(arn)).slice(4).map(({ type }) => type)).toEqual([
      'TaskSubmitFailed',
      'ExecutionFailed',
    ]);
  });

  test.each<[parameters: Json, error: string, cause: string | RegExp]>([
    [
      { QueueUrl: 'http://no-such-host', MessageBody: 'x' },
      'SQS.SdkClientException',
      'Unable to execute HTTP request: no-such-host: Name or service not known',
    ],
    [
      { QueueUrl: queueUrl, MessageBody: 'x', MessageGroupId: 7 },
      'States.Runtime',
      /could not be used to start the Task: \[The value of the field 'MessageGroupId' has an invalid format\]/,
    ],
  ])('%j', async (Parameters, error, cause) => {
    const harness = await openHarness();
    const arn = await harness.run(single(callback({ Resource: resource, Parameters })));
    expect(await harness.describe(arn)).toMatchObject({ status: 'FAILED', error, cause: expect.stringMatching(cause) });
  });
});
