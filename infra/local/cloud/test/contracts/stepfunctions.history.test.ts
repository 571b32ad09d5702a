import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { callback, createMachine, ended, history, start, token } from './machines.ts';
import { createQueue } from './queues.ts';
import type { CloudUnderTest } from './targets/cloud.ts';

const definition = (url: string) => ({
  StartAt: 'Work',
  States: {
    Work: callback(url, {
      TimeoutSeconds: 60,
      Catch: [{ ErrorEquals: ['Own'], ResultPath: '$.error', Next: 'Tell' }],
      ResultPath: '$.result',
      Next: 'Tell',
    }),
    Tell: { Type: 'Pass', Parameters: { told: true }, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
});

async function build(cloud: CloudUnderTest) {
  const queue = await createQueue(cloud, 'callbacks');
  const machine = await createMachine(cloud, definition(queue.url));
  const { executionArn } = await start(cloud, machine, { a: 1 });
  return { queue, executionArn, taskToken: await token(queue) };
}

const scheduled = ['ExecutionStarted', 'TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSubmitted'];
const told = ['PassStateEntered', 'PassStateExited', 'SucceedStateEntered', 'SucceedStateExited'];

describeContracts('Step Functions history', (contract) => {
  contract('of a callback that succeeded', async (cloud) => {
    const { executionArn, taskToken } = await build(cloud);
    await cloud.states.send(new SendTaskSuccessCommand({ taskToken, output: '{"b":2}' }));
    await ended(cloud, executionArn);
    const events = await history(cloud, executionArn);
    const types = [...scheduled, 'TaskSucceeded', 'TaskStateExited', ...told, 'ExecutionSucceeded'];
    expect(events.map(({ type }) => type)).toEqual(types);
    expect(events.map(({ id }) => id)).toEqual(types.map((_, index) => index + 1));
    expect(events.map(({ previousEventId }) => previousEventId)).toEqual([
      0,
      0,
      ...types.slice(2).map((_, index) => index + 2),
    ]);
  });

  contract('shows the task’s parameters and result', async (cloud) => {
    const { queue, executionArn, taskToken } = await build(cloud);
    await cloud.states.send(new SendTaskSuccessCommand({ taskToken, output: '{"b":2}' }));
    await ended(cloud, executionArn);
    const events = await history(cloud, executionArn);
    const task = { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' };
    expect(events[0]).toMatchObject({
      executionStartedEventDetails: { input: '{"a":1}', inputDetails: { truncated: false } },
    });
    expect(events[1]).toMatchObject({ stateEnteredEventDetails: { name: 'Work', input: '{"a":1}' } });
    expect(events[2]).toMatchObject({
      taskScheduledEventDetails: { ...task, region: cloud.region, timeoutInSeconds: 60 },
    });
    expect(JSON.parse(events[2]?.taskScheduledEventDetails?.parameters ?? '{}')).toEqual({
      QueueUrl: queue.url,
      MessageBody: { token: taskToken },
    });
    expect(events[3]).toMatchObject({ taskStartedEventDetails: task });
    expect(events[4]).toMatchObject({ taskSubmittedEventDetails: task });
    expect(events[5]).toMatchObject({ taskSucceededEventDetails: { ...task, output: '{"b":2}' } });
    expect(events[6]).toMatchObject({ stateExitedEventDetails: { name: 'Work', output: '{"a":1,"result":{"b":2}}' } });
    expect(events.at(-1)).toMatchObject({ executionSucceededEventDetails: { output: '{"told":true}' } });
  });

  contract('of an error that was caught', async (cloud) => {
    const { executionArn, taskToken } = await build(cloud);
    await cloud.states.send(new SendTaskFailureCommand({ taskToken, error: 'Own', cause: 'why' }));
    await ended(cloud, executionArn);
    const events = await history(cloud, executionArn);
    const types = [...scheduled, 'TaskFailed', 'TaskStateExited', ...told, 'ExecutionSucceeded'];
    expect(events.map(({ type }) => type)).toEqual(types);
    expect(events[5]).toMatchObject({
      taskFailedEventDetails: { resourceType: 'sqs', error: 'Own', cause: 'why' },
    });
    expect(events[6]).toMatchObject({
      stateExitedEventDetails: { name: 'Work', output: '{"a":1,"error":{"Error":"Own","Cause":"why"}}' },
    });
  });

  contract('of an error that was not caught', async (cloud) => {
    const { executionArn, taskToken } = await build(cloud);
    await cloud.states.send(new SendTaskFailureCommand({ taskToken, error: 'Other', cause: 'why' }));
    await ended(cloud, executionArn);
    const events = await history(cloud, executionArn);
    expect(events.map(({ type }) => type)).toEqual([...scheduled, 'TaskFailed', 'ExecutionFailed']);
    expect(events.at(-1)).toMatchObject({ executionFailedEventDetails: { error: 'Other', cause: 'why' } });
  });

  contract('of a time-out', async (cloud) => {
    const queue = await createQueue(cloud, 'callbacks');
    const States = { S: callback(queue.url, { TimeoutSeconds: 1 }) };
    const { executionArn } = await start(cloud, await createMachine(cloud, { StartAt: 'S', States }));
    await ended(cloud, executionArn);
    const events = await history(cloud, executionArn);
    expect(events.map(({ type }) => type)).toEqual([...scheduled, 'TaskTimedOut', 'ExecutionFailed']);
    expect(events[5]?.taskTimedOutEventDetails).toEqual({
      resourceType: 'sqs',
      resource: 'sendMessage.waitForTaskToken',
      error: 'States.Timeout',
    });
  });
});
