/** The machine's time of day is set back or forward, while the cloud runs or while it is off: no wait exceeds its own period. */
import { describe, expect, test } from 'vitest';
import { openTestEvents, queueArn } from './testing/open-events.ts';

const minute = 60_000;
const hour = 60 * minute;
const year = 365 * 24 * hour;
const to1970 = -Date.UTC(2026, 0, 1);
const queue = queueArn('queue');

describe.each([-hour, hour, -year, year, to1970])('by %i ms', (step) => {
  test.each([
    ['rate(1 minute)', false],
    ['rate(1 minute)', true],
    ['cron(* * * * ? *)', false],
    ['cron(* * * * ? *)', true],
  ])('%s runs within a minute; restarted: %s', async (ScheduleExpression, restarted) => {
    let cloud = await openTestEvents();
    await cloud.call('PutRule', { Name: 'tick', ScheduleExpression });
    await cloud.call('PutTargets', { Rule: 'tick', Targets: [{ Id: '1', Arn: queue }] });
    await cloud.context.clock.advance(90_000);
    cloud.context.clock.step(step);
    if (restarted) cloud = await cloud.restart();
    const before = cloud.sent.length;
    await cloud.context.clock.advance(minute);
    expect(cloud.sent.length).toBeGreaterThan(before);
    await cloud.context.clock.advance(5 * minute);
    expect(cloud.sent.length).toBeGreaterThanOrEqual(before + 5);
  });

  test('a delivery that failed is tried again after its pause', async () => {
    const cloud = await openTestEvents();
    await cloud.call('PutRule', { Name: 'all', EventPattern: '{"source":["s"]}' });
    await cloud.call('PutTargets', { Rule: 'all', Targets: [{ Id: '1', Arn: queue }] });
    cloud.failing = () => new Error('away');
    await cloud.call('PutEvents', { Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] });
    cloud.failing = () => undefined;
    cloud.context.clock.step(step);
    await cloud.context.clock.advance(1000);
    expect(cloud.bodies(queue)).toHaveLength(1);
  });

  test('an event has the time of day', async () => {
    const cloud = await openTestEvents();
    await cloud.call('PutRule', { Name: 'all', EventPattern: '{"source":["s"]}' });
    await cloud.call('PutTargets', { Rule: 'all', Targets: [{ Id: '1', Arn: queue }] });
    cloud.context.clock.step(step);
    const time = new Date(cloud.context.clock.wallTime()).toISOString().replace('.000', '');
    await cloud.call('PutEvents', { Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] });
    expect(cloud.bodies(queue)[0].time).toBe(time);
  });
});
