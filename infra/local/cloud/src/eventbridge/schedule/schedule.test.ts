import { describe, expect, test } from 'vitest';
import { parseSchedule } from './schedule.ts';

/** A Friday. */
const start = Date.UTC(2026, 0, 2, 3, 4, 5);

const next = (expression: string, after = start) => {
  const time = parseSchedule(expression)?.next(after);
  return time === undefined ? undefined : new Date(time).toISOString().replace(':00.000Z', '');
};

describe('accepted', () => {
  test.each([
    ['rate(1 minute)', '2026-01-02T03:05:05.000Z'],
    ['rate(5 minutes)', '2026-01-02T03:09:05.000Z'],
    ['rate(1 hour)', '2026-01-02T04:04:05.000Z'],
    ['rate(7 days)', '2026-01-09T03:04:05.000Z'],
    ['cron(* * * * ? *)', '2026-01-02T03:05'],
    ['cron(0 12 * * ? *)', '2026-01-02T12:00'],
    ['cron(0 2 * * ? *)', '2026-01-03T02:00'],
    ['cron(5,35 14 * * ? *)', '2026-01-02T14:05'],
    ['cron(0/15 * * * ? *)', '2026-01-02T03:15'],
    ['cron(10-50/20 * * * ? *)', '2026-01-02T03:10'],
    ['cron(0 18 ? * MON-FRI *)', '2026-01-02T18:00'],
    ['cron(0 2 ? * SAT *)', '2026-01-03T02:00'],
    ['cron(0 2 ? * 1 *)', '2026-01-04T02:00'],
    ['cron(0 2 ? * 7 *)', '2026-01-03T02:00'],
    ['cron(0 0 ? * FRI-MON *)', '2026-01-03T00:00'],
    ['cron(0 22-2 * * ? *)', '2026-01-02T22:00'],
    ['cron(0 8 1 * ? *)', '2026-02-01T08:00'],
    ['cron(0 0 L * ? *)', '2026-01-31T00:00'],
    ['cron(0 0 29 2 ? *)', '2028-02-29T00:00'],
    ['cron(0 0 31W * ? *)', '2026-01-30T00:00'],
    ['cron(0 0 1W 8 ? *)', '2026-08-03T00:00'],
    ['cron(0 0 15W 11 ? *)', '2026-11-16T00:00'],
    ['cron(0 0 LW 2 ? *)', '2026-02-27T00:00'],
    ['cron(0 2 ? * SAT#3 *)', '2026-01-17T02:00'],
    ['cron(0 2 ? * 2#1 *)', '2026-01-05T02:00'],
    ['cron(15 10 ? * 6L *)', '2026-01-30T10:15'],
    ['cron(0 0 ? * L *)', '2026-01-03T00:00'],
    ['cron(0/5 5 ? JAN 1-5 2027)', '2027-01-03T05:00'],
    ['cron(0 0 1 jan ? 2030/10)', '2030-01-01T00:00'],
    ['cron(15 10 ? * 6L 2002-2005)', undefined],
  ])('%s', (expression, time) => {
    expect(parseSchedule(expression)).toBeDefined();
    expect(next(expression)).toBe(time);
  });

  test('the time itself is not after it', () => {
    expect(next('cron(0 12 * * ? *)', Date.UTC(2026, 0, 2, 12))).toBe('2026-01-03T12:00');
  });
});

test.each([
  'rate(10 seconds)',
  'rate(1 minutes)',
  'rate(10 minute)',
  'rate(0 minutes)',
  'rate(-10 minutes)',
  'rate(10 MINUTES)',
  'rate( 10 minutes )',
  ' rate(10 minutes)',
  'rate(10)',
  'rate()',
  'cron(INVALID)',
  'cron(0 1 * * * *)',
  'cron(0 1 ? * ? *)',
  'cron(7 20 * * NOT *)',
  'cron(0 dummy ? * MON-FRI *)',
  'cron(71 8 1 * ? *)',
  'cron(0 24 1 * ? *)',
  'cron(0 8 32 * ? *)',
  'cron(0 8 1 13 ? *)',
  'cron(0 8 ? * 8 *)',
  'cron(0 8 ? * 0 *)',
  'cron(0 8 ? * 2#6 *)',
  'cron(0 8 1 * ? 1969)',
  'cron(0 8 1 * ? 2200)',
  'cron(0 8 1 * ?)',
  'cron(0/0 8 1 * ? *)',
  'at(2026-01-01T00:00:00)',
])('%s is refused', (expression) => {
  expect(parseSchedule(expression)).toBeUndefined();
});
