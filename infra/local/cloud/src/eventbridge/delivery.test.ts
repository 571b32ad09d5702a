import { beforeEach, describe, expect, test } from 'vitest';
import { AwsError } from '../core/service.ts';
import { settled } from '../testing/virtual-clock.ts';
import {
  busArn,
  entry,
  functionArn,
  machineArn,
  openTestEvents,
  putRule,
  queueArn,
  type TestEvents,
} from './testing/open-events.ts';

let cloud: TestEvents;
beforeEach(async () => {
  cloud = await openTestEvents();
});

const queue = queueArn('queue');
const deadLetters = queueArn('dead-letters');
const DeadLetterConfig = { Arn: deadLetters };
const put = (members = {}) => cloud.call('PutEvents', { Entries: [entry(members)] });
const busy = (arn: string) => (error: unknown) => (target: string) => (target === arn ? (error as Error) : undefined);

/** Message attributes of the dead letters, as text. */
const letters = () =>
  cloud.sent
    .filter((message) => message.queue === deadLetters)
    .map(({ attributes = {} }) => {
      return Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue]));
    });

test('queues, state machines and functions get the event in the same turn', async () => {
  const fifo = { Arn: queueArn('q.fifo'), SqsParameters: { MessageGroupId: 'group' }, InputPath: '$.detail' };
  await putRule(
    cloud,
    {},
    fifo,
    { Arn: machineArn('m'), RoleArn: 'role', InputPath: '$.detail' },
    { Arn: functionArn('f') },
  );
  const request = put({ Detail: '{"a":1}', TraceHeader: 'Root=1' });
  expect(cloud.sent).toMatchObject([{ queue: fifo.Arn, body: '{"a":1}', groupId: 'group', traceHeader: 'Root=1' }]);
  const { EventId } = (await request).Entries[0];
  expect(cloud.started).toEqual([
    { arn: machineArn('m'), input: '{"a":1}', name: expect.stringMatching(`^${EventId}_[0-9a-f-]{36}$`) },
  ]);
  expect(cloud.invoked).toMatchObject([{ arn: functionArn('f'), payload: { id: EventId, detail: { a: 1 } } }]);
});

test('each rule that matches delivers, each target once', async () => {
  await putRule(cloud, { name: 'a' }, { Arn: queue }, { Arn: queue });
  await putRule(cloud, { name: 'b', pattern: { detail: { x: [1] } } }, { Arn: queue });
  await put({ Detail: '{"x":1}' });
  await put({ Detail: '{"x":2}' });
  expect(cloud.bodies(queue).map(({ detail }) => detail.x)).toEqual([1, 1, 1, 2, 2]);
});

describe('buses', () => {
  test('an event is forwarded to another bus unchanged, and never in a circle', async () => {
    await cloud.call('CreateEventBus', { Name: 'other' });
    await putRule(cloud, {}, { Arn: busArn('other') });
    await putRule(cloud, { bus: 'other' }, { Arn: queue }, { Arn: busArn('default') });
    const { EventId } = (await put()).Entries[0];
    expect(cloud.bodies(queue)).toMatchObject([{ id: EventId }]);
  });

  test('a bus that does not exist is a failure', async () => {
    await putRule(cloud, {}, { Arn: busArn('none'), DeadLetterConfig });
    await put();
    expect(letters()).toMatchObject([{ ERROR_CODE: 'NO_RESOURCE', TARGET_ARN: busArn('none') }]);
  });
});

describe('failures', () => {
  const missing = new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  const down = new AwsError('ServiceUnavailable', 'try later', { status: 503 });
  const RetryPolicy = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 };

  test('a permanent failure goes to the dead-letter queue at once, with the whole event', async () => {
    cloud.failing = busy(queue)(missing);
    await putRule(cloud, {}, { Arn: queue, InputPath: '$.detail', DeadLetterConfig });
    const { EventId } = (await put()).Entries[0];
    expect(cloud.bodies(deadLetters)).toMatchObject([{ id: EventId, source: 'test' }]);
    expect(letters()).toEqual([
      {
        RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/rule',
        TARGET_ARN: queue,
        ERROR_CODE: 'NO_RESOURCE',
        ERROR_MESSAGE: 'The specified queue does not exist.',
        RETRY_ATTEMPTS: '0',
      },
    ]);
    expect(cloud.context.clock.armed).toBe(0);
  });

  test('without a dead-letter queue the event is dropped', async () => {
    cloud.failing = busy(queue)(missing);
    await putRule(cloud, {}, { Arn: queue });
    await put();
    expect(cloud.context.clock.armed).toBe(0);
    expect(cloud.context.faults).toEqual([]);
  });

  test('a transient failure is retried, with the same execution name', async () => {
    const names: string[] = [];
    cloud.failing = busy(machineArn('m'))(down);
    await putRule(cloud, {}, { Arn: machineArn('m'), RoleArn: 'role' });
    await put();
    await cloud.context.clock.advance(1000);
    cloud.failing = () => undefined;
    await cloud.context.clock.advance(10_000);
    names.push(...cloud.started.map(({ name }) => name));
    expect(names).toHaveLength(1);
    expect(cloud.context.clock.armed).toBe(0);
  });

  test('retries end after the maximum number', async () => {
    cloud.failing = busy(queue)(down);
    await putRule(cloud, {}, { Arn: queue, RetryPolicy, DeadLetterConfig });
    await put();
    await cloud.context.clock.advance(60_000);
    expect(letters()).toMatchObject([
      { ERROR_CODE: 'ERROR_FROM_TARGET', EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts', RETRY_ATTEMPTS: '2' },
    ]);
  });

  test('retries end at the maximum age of the event', async () => {
    cloud.failing = busy(queue)(down);
    const policy = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 };
    await putRule(cloud, {}, { Arn: queue, RetryPolicy: policy, DeadLetterConfig });
    await put();
    await cloud.context.clock.advance(59_000);
    expect(letters()).toEqual([]);
    await cloud.context.clock.advance(1000);
    expect(letters()).toMatchObject([{ EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' }]);
    expect(cloud.context.clock.armed).toBe(0);
  });

  test('waiting deliveries continue after a restart', async () => {
    cloud.failing = busy(queue)(down);
    await putRule(cloud, {}, { Arn: queue, RetryPolicy, DeadLetterConfig });
    await put({ Detail: '{"a":1}' });
    cloud = await cloud.restart();
    await cloud.context.clock.advance(60_000);
    expect(cloud.bodies(queue)).toMatchObject([{ detail: { a: 1 } }]);
    expect(letters()).toEqual([]);
    expect((await cloud.restart()).context.clock.armed).toBe(0);
  });

  test('a function that had not accepted the event is invoked after a restart', async () => {
    cloud.failing = busy(functionArn('f'))(down);
    await putRule(cloud, {}, { Arn: functionArn('f') });
    await put();
    await settled();
    cloud = await cloud.restart();
    await cloud.context.clock.advance(60_000);
    expect(cloud.invoked).toHaveLength(1);
  });

  test('an input that is not JSON is not delivered', async () => {
    const InputTransformer = { InputPathsMap: { d: '$.detail' }, InputTemplate: '{"d": "<d>"}' };
    await putRule(cloud, {}, { Arn: queue, InputTransformer, DeadLetterConfig });
    await put({ Detail: '{"a":"b"}' });
    expect(cloud.bodies(queue)).toEqual([]);
    expect(letters()).toMatchObject([{ ERROR_CODE: 'INVALID_JSON' }]);
  });
});
