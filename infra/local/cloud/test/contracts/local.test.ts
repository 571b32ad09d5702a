/** Contracts that only the local cloud can run: clients that disconnect, functions as targets, hours that pass. */
import { EnableRuleCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entry, put, route } from './buses.ts';
import { createQueue } from './queues.ts';
import { type LocalCloud, openLocalCloud } from './targets/local.ts';

/** Lets the event loop turn until the condition holds; the test's own time-out is the bound. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(['over HTTP', 'in process'] as const)('the local cloud %s', (transport) => {
  let cloud: LocalCloud;
  beforeEach(async () => {
    cloud = await openLocalCloud(transport);
  });
  afterEach(() => cloud.close());

  const polled = () => until(() => (cloud.cloud.calls.get('AmazonSQS.ReceiveMessage') ?? 0) > 0);

  test('a message wakes a long poll', async () => {
    const queue = await createQueue(cloud, 'work');
    const waiting = queue.bodies({ WaitTimeSeconds: 20 });
    await polled();
    await queue.send('x');
    expect(await waiting).toEqual(['x']);
  });

  test('a long poll ends with nothing', async () => {
    const queue = await createQueue(cloud, 'work');
    const waiting = queue.bodies({ WaitTimeSeconds: 20 });
    await polled();
    await cloud.pass(20);
    expect(await waiting).toEqual([]);
  });

  test('no message is lost to a client that went away', async () => {
    const queue = await createQueue(cloud, 'work');
    const timers = cloud.context.clock.armed;
    const gone = new AbortController();
    const command = new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 20 });
    const waiting = cloud.sqs.send(command, { abortSignal: gone.signal }).catch(() => 'gone');
    await polled();
    gone.abort();
    await until(() => cloud.context.clock.armed === timers);
    await queue.send('x');
    expect(await queue.bodies()).toEqual(['x']);
    await waiting;
  });

  test('an event invokes a function', async () => {
    const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:audit';
    await route(cloud, {}, { Id: 'function', Arn, InputPath: '$.detail.who' });
    await put(cloud, entry('{"who":"Ada"}'));
    await cloud.pass(0);
    expect(cloud.invoked).toEqual([{ arn: Arn, payload: 'Ada' }]);
  });

  test('a schedule sends events of its own while it is enabled', async () => {
    const queue = await createQueue(cloud, 'ticks');
    const schedule = { Name: 'minutely', ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' as const };
    await cloud.events.send(new PutRuleCommand(schedule));
    await cloud.events.send(new PutTargetsCommand({ Rule: 'minutely', Targets: [{ Id: 'queue', Arn: queue.arn }] }));
    await cloud.pass(120);
    expect(await queue.bodies()).toEqual([]);
    await cloud.events.send(new EnableRuleCommand({ Name: 'minutely' }));
    await cloud.pass(120);
    expect((await queue.bodies()).map((body) => JSON.parse(body))).toMatchObject([
      { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
      { source: 'aws.events', resources: [expect.stringContaining(':rule/minutely')] },
    ]);
  });
});
