import {
  DeleteStateMachineCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { callback, createMachine, ended, only, start, token } from './machines.ts';
import { createQueue } from './queues.ts';
import { expectRefusal } from './refusals.ts';
import type { CloudUnderTest } from './targets/cloud.ts';

const closed = { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" };

/** An execution that waits for a callback. */
async function waiting(cloud: CloudUnderTest, more: object = {}) {
  const queue = await createQueue(cloud, 'callbacks');
  const machine = await createMachine(cloud, only(callback(queue.url, more)));
  const { executionArn } = await start(cloud, machine, { a: 1 });
  return { machine, executionArn, taskToken: await token(queue) };
}

const succeed = ({ states }: CloudUnderTest, taskToken: string, output: unknown = {}) =>
  states.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
const fail = ({ states }: CloudUnderTest, taskToken: string, why: { error?: string; cause?: string } = {}) =>
  states.send(new SendTaskFailureCommand({ taskToken, ...why }));
const beat = ({ states }: CloudUnderTest, taskToken: string) =>
  states.send(new SendTaskHeartbeatCommand({ taskToken }));

describeContracts('Step Functions callbacks', (contract) => {
  contract('success gives the state its result', async (cloud) => {
    const { executionArn, taskToken } = await waiting(cloud, { ResultPath: '$.result' });
    await succeed(cloud, taskToken, { b: [2] });
    expect(await ended(cloud, executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"a":1,"result":{"b":[2]}}',
    });
  });

  contract('failure fails the execution with its error and cause', async (cloud) => {
    const { executionArn, taskToken } = await waiting(cloud);
    await fail(cloud, taskToken, { error: 'Declined', cause: 'no money' });
    expect(await ended(cloud, executionArn)).toMatchObject({ status: 'FAILED', error: 'Declined', cause: 'no money' });
  });

  contract('failure without a name has none', async (cloud) => {
    const { executionArn, taskToken } = await waiting(cloud);
    await fail(cloud, taskToken);
    expect(await ended(cloud, executionArn)).toEqual({
      status: 'FAILED',
      output: undefined,
      error: undefined,
      cause: undefined,
    });
  });

  contract('a second callback is too late', async (cloud) => {
    const { executionArn, taskToken } = await waiting(cloud);
    await succeed(cloud, taskToken, 1);
    expect(await ended(cloud, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
    await expectRefusal(succeed(cloud, taskToken, 2), closed);
    await expectRefusal(fail(cloud, taskToken), closed);
    await expectRefusal(beat(cloud, taskToken), closed);
  });

  contract('a callback after the state’s time-out is too late', async (cloud) => {
    const { executionArn, taskToken } = await waiting(cloud, { TimeoutSeconds: 1 });
    expect(await ended(cloud, executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    await expectRefusal(succeed(cloud, taskToken), closed);
  });

  contract('a callback to a stopped execution is too late', async (cloud) => {
    const { executionArn, taskToken } = await waiting(cloud);
    await cloud.states.send(new StopExecutionCommand({ executionArn }));
    await ended(cloud, executionArn);
    await expectRefusal(succeed(cloud, taskToken), closed);
  });

  contract('a made-up token is refused', async (cloud) => {
    await expectRefusal(succeed(cloud, 'x'), { name: 'InvalidToken', message: "Invalid Token: 'Invalid token'" });
  });

  contract('a token of more than 2048 characters is refused', async (cloud) => {
    await expect(succeed(cloud, 'x'.repeat(2049))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("at 'taskToken' failed to satisfy constraint"),
    });
  });

  contract('a heartbeat that is missed is a time-out', async (cloud) => {
    const { executionArn } = await waiting(cloud, { HeartbeatSeconds: 1, TimeoutSeconds: 60 });
    expect(await ended(cloud, executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  contract('heartbeats keep a task alive', async (cloud) => {
    const { executionArn, taskToken } = await waiting(cloud, { HeartbeatSeconds: 3, TimeoutSeconds: 60 });
    for (let times = 0; times < 4; times++) {
      await cloud.pass(1);
      await beat(cloud, taskToken);
    }
    await succeed(cloud, taskToken, 'alive');
    expect(await ended(cloud, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"alive"' });
  });

  contract('an output that is not JSON is refused, and the task goes on', async (cloud) => {
    const { executionArn, taskToken } = await waiting(cloud);
    const call = cloud.states.send(new SendTaskSuccessCommand({ taskToken, output: 'no' }));
    await expect(call).rejects.toMatchObject({ name: 'InvalidOutput' });
    await succeed(cloud, taskToken, 1);
    expect(await ended(cloud, executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  contract('a retried state has a new token', async (cloud) => {
    const queue = await createQueue(cloud, 'callbacks');
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const { executionArn } = await start(cloud, await createMachine(cloud, only(callback(queue.url, { Retry }))));
    const first = await token(queue);
    await fail(cloud, first, { error: 'Busy' });
    const second = await token(queue);
    expect(second).not.toBe(first);
    await expectRefusal(succeed(cloud, first), closed);
    await succeed(cloud, second, 2);
    expect(await ended(cloud, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2' });
  });

  contract('a callback to a state machine that was deleted finds no task', async (cloud) => {
    const { machine, taskToken } = await waiting(cloud);
    await cloud.states.send(new DeleteStateMachineCommand({ stateMachineArn: machine }));
    const call = () => succeed(cloud, taskToken).catch((error: Error) => error);
    const answer = await cloud.eventually(call, (error) => error instanceof Error);
    expect(['TaskDoesNotExist', 'TaskTimedOut']).toContain((answer as Error).name);
  });
});
