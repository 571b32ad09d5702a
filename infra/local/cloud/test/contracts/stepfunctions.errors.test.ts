import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { callback, createMachine, ended, only, start, token } from './machines.ts';
import { createQueue } from './queues.ts';
import type { CloudUnderTest } from './targets/cloud.ts';

/** A callback state whose errors lead to `Caught` as far as its catchers match. */
const catching = (url: string, catchers: readonly object[], more: object = {}) => ({
  StartAt: 'S',
  States: {
    S: callback(url, { Catch: catchers.map((catcher) => ({ Next: 'Caught', ...catcher })), ...more }),
    Caught: { Type: 'Pass', End: true },
  },
});

type Failure = { error?: string; cause?: string } | 'timeout' | 'heartbeat';

/** What the execution ends with when its task fails so. */
async function outcome(cloud: CloudUnderTest, catchers: readonly object[], failure: Failure, more: object = {}) {
  const queue = await createQueue(cloud, 'callbacks');
  const limits = { timeout: { TimeoutSeconds: 1 }, heartbeat: { HeartbeatSeconds: 1, TimeoutSeconds: 60 } };
  const state = typeof failure === 'string' ? { ...limits[failure], ...more } : more;
  const machine = await createMachine(cloud, catching(queue.url, catchers, state));
  const { executionArn } = await start(cloud, machine, { a: 1 });
  const taskToken = await token(queue);
  if (typeof failure !== 'string') await cloud.states.send(new SendTaskFailureCommand({ taskToken, ...failure }));
  return ended(cloud, executionArn);
}

const caught: readonly (readonly [title: string, names: readonly string[], failure: Failure, output: string])[] = [
  ['by its name', ['Own'], { error: 'Own', cause: 'why' }, '{"Error":"Own","Cause":"why"}'],
  ['by one of several names', ['Other', 'Own'], { error: 'Own', cause: '' }, '{"Error":"Own","Cause":""}'],
  ['by States.ALL', ['States.ALL'], { error: 'Own', cause: 'why' }, '{"Error":"Own","Cause":"why"}'],
  ['by States.TaskFailed', ['States.TaskFailed'], { error: 'Own', cause: 'why' }, '{"Error":"Own","Cause":"why"}'],
  ['without a name by States.ALL', ['States.ALL'], {}, '{"Error":null,"Cause":null}'],
  ['that is a time-out, by its name', ['States.Timeout'], 'timeout', '{"Error":"States.Timeout","Cause":""}'],
  ['that is a time-out, by States.ALL', ['States.ALL'], 'timeout', '{"Error":"States.Timeout","Cause":""}'],
  [
    'that is a missed heartbeat, as States.Timeout',
    ['States.Timeout'],
    'heartbeat',
    '{"Error":"States.Timeout","Cause":""}',
  ],
  [
    'that is a missed heartbeat, as States.HeartbeatTimeout',
    ['States.HeartbeatTimeout'],
    'heartbeat',
    '{"Error":"States.Timeout","Cause":""}',
  ],
];

const uncaught: readonly (readonly [title: string, names: readonly string[], failure: Failure, error: string])[] = [
  ['of another name', ['Other'], { error: 'Own' }, 'Own'],
  ['that is a time-out, by States.TaskFailed', ['States.TaskFailed'], 'timeout', 'States.Timeout'],
  ['whose name differs in case', ['own'], { error: 'Own' }, 'Own'],
];

describeContracts('Step Functions errors', (contract) => {
  for (const [title, ErrorEquals, failure, output] of caught) {
    contract(`Catch catches an error ${title}`, async (cloud) => {
      expect(await outcome(cloud, [{ ErrorEquals }], failure)).toMatchObject({ status: 'SUCCEEDED', output });
    });
  }

  for (const [title, ErrorEquals, failure, error] of uncaught) {
    contract(`Catch does not catch an error ${title}`, async (cloud) => {
      expect(await outcome(cloud, [{ ErrorEquals }], failure)).toMatchObject({ status: 'FAILED', error });
    });
  }

  contract('the first catcher that matches is taken', async (cloud) => {
    const catchers = [
      { ErrorEquals: ['Other'], ResultPath: '$.first' },
      { ErrorEquals: ['Own'], ResultPath: '$.second' },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.third' },
    ];
    const { output = '{}' } = await outcome(cloud, catchers, { error: 'Own', cause: 'why' });
    expect(JSON.parse(output)).toEqual({ a: 1, second: { Error: 'Own', Cause: 'why' } });
  });

  contract('a catcher keeps the input when its ResultPath is null', async (cloud) => {
    const catchers = [{ ErrorEquals: ['States.ALL'], ResultPath: null }];
    expect(await outcome(cloud, catchers, { error: 'Own' })).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' });
  });

  contract('States.ALL does not catch States.Runtime', async (cloud) => {
    const catchers = [{ ErrorEquals: ['States.ALL'] }];
    const queue = await createQueue(cloud, 'callbacks');
    const Parameters = { QueueUrl: queue.url, MessageBody: { 'token.$': '$$.Task.Token', 'no.$': '$.no' } };
    const machine = await createMachine(cloud, catching(queue.url, catchers, { Parameters }));
    const { executionArn } = await start(cloud, machine, { a: 1 });
    expect(await ended(cloud, executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'S' (entered at the event id #2). The JSONPath '$.no' specified " +
        `for the field 'no.$' could not be found in the input '{"a":1}'`,
    });
  });

  contract('a message to a queue that does not exist fails under the service’s name', async (cloud) => {
    const { url } = await createQueue(cloud, 'callbacks');
    const machine = await createMachine(cloud, catching(`${url}-missing`, [{ ErrorEquals: ['States.TaskFailed'] }]));
    const { executionArn } = await start(cloud, machine);
    const { status, output = '{}' } = await ended(cloud, executionArn);
    expect([status, JSON.parse(output).Error]).toEqual(['SUCCEEDED', 'SQS.QueueDoesNotExistException']);
  });

  contract('Retry comes before Catch, waits longer each time, and ends', async (cloud) => {
    const queue = await createQueue(cloud, 'callbacks');
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 }];
    const definition = catching(queue.url, [{ ErrorEquals: ['States.ALL'] }], { Retry });
    const { executionArn } = await start(cloud, await createMachine(cloud, definition));
    const times: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const taskToken = await token(queue);
      times.push(cloud.now());
      await cloud.states.send(new SendTaskFailureCommand({ taskToken, error: 'Busy', cause: `${attempt}` }));
    }
    expect(await ended(cloud, executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"Error":"Busy","Cause":"2"}',
    });
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(900);
    expect(third - second).toBeGreaterThanOrEqual(1900);
  });

  contract('the retry count is in the context object', async (cloud) => {
    const queue = await createQueue(cloud, 'callbacks');
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const MessageBody = { 'token.$': '$$.Task.Token', 'count.$': '$$.State.RetryCount' };
    const state = callback(queue.url, { Retry, Parameters: { QueueUrl: queue.url, MessageBody } });
    await start(cloud, await createMachine(cloud, only(state)));
    const counts: unknown[] = [];
    for (let attempt = 0; attempt < 2; attempt++) {
      const [message] = await queue.arrivals(1);
      const { token: taskToken, count } = JSON.parse(message?.Body ?? '{}');
      counts.push(count);
      if (attempt === 0) await cloud.states.send(new SendTaskFailureCommand({ taskToken, error: 'Busy' }));
      else await cloud.states.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    }
    expect(counts).toEqual([0, 1]);
  });
});
