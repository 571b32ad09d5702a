import { beforeEach, expect, test } from 'vitest';
import { openTestEvents, queueArn, type TestEvents } from '../testing/open-events.ts';

let cloud: TestEvents;
beforeEach(async () => {
  cloud = await openTestEvents();
});

const minute = 60_000;
const queue = queueArn('queue');

async function putSchedule(ScheduleExpression: string): Promise<void> {
  await cloud.call('PutRule', { Name: 'tick', ScheduleExpression });
  await cloud.call('PutTargets', { Rule: 'tick', Targets: [{ Id: '1', Arn: queue }] });
}

const times = () => cloud.bodies(queue).map(({ time }) => time);

test('a rate runs after each period, with an event of its own', async () => {
  await putSchedule('rate(1 minute)');
  await cloud.context.clock.advance(2 * minute);
  expect(times()).toEqual(['2026-01-01T00:01:00Z', '2026-01-01T00:02:00Z']);
  expect(cloud.bodies(queue)[0]).toMatchObject({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    resources: ['arn:aws:events:us-east-1:000000000000:rule/tick'],
    detail: {},
  });
});

test('a cron expression runs when it fits', async () => {
  await putSchedule('cron(0/30 0-1 * * ? *)');
  await cloud.context.clock.advance(24 * 60 * minute);
  expect(times()).toEqual([
    '2026-01-01T00:30:00Z',
    '2026-01-01T01:00:00Z',
    '2026-01-01T01:30:00Z',
    '2026-01-02T00:00:00Z',
  ]);
});

test('a rule that is disabled or deleted does not run', async () => {
  await putSchedule('rate(1 minute)');
  await cloud.call('DisableRule', { Name: 'tick' });
  await cloud.context.clock.advance(5 * minute);
  await cloud.call('EnableRule', { Name: 'tick' });
  await cloud.context.clock.advance(minute);
  await cloud.call('RemoveTargets', { Rule: 'tick', Ids: ['1'] });
  await cloud.call('DeleteRule', { Name: 'tick' });
  expect(times()).toEqual(['2026-01-01T00:06:00Z']);
  expect(cloud.context.clock.armed).toBe(0);
});

test('a restart keeps the time, and makes up for missed runs with one', async () => {
  await putSchedule('rate(10 minutes)');
  await cloud.context.clock.advance(9 * minute);
  cloud = await cloud.restart();
  await cloud.context.clock.advance(minute);
  expect(times()).toEqual(['2026-01-01T00:10:00Z']);
  cloud.events.close();
  await cloud.context.clock.advance(35 * minute);
  cloud = await cloud.restart();
  await cloud.context.clock.advance(0);
  expect(times()).toEqual(['2026-01-01T00:10:00Z', '2026-01-01T00:20:00Z']);
  await cloud.context.clock.advance(10 * minute);
  expect(times().at(-1)).toBe('2026-01-01T00:55:00Z');
});
