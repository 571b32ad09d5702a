import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { startSchedules } from './schedules.ts';

function started(expression: string) {
  const clock = new VirtualClock();
  const invoked: [string, string][] = [];
  const host = {
    invoke: async (arn: string, event: unknown) => {
      invoked.push([arn, (event as { time: string }).time]);
    },
  };
  const stop = startSchedules([{ expression, functionArns: ['relay', 'sweeper'] }], host, clock);
  return { clock, invoked, stop };
}

test('every period invokes every function, until it is stopped', async () => {
  const { clock, invoked, stop } = started('rate(1 minute)');
  await clock.advance(119_000);
  expect(invoked).toEqual([
    ['relay', '2026-01-01T00:01:00.000Z'],
    ['sweeper', '2026-01-01T00:01:00.000Z'],
  ]);
  await clock.advance(1000);
  expect(invoked).toHaveLength(4);
  stop();
  expect(clock.armed).toBe(0);
});

test('an expression that EventBridge refuses', () => {
  expect(() => started('rate(1 minutes)')).toThrow('Invalid schedule expression: rate(1 minutes)');
});
