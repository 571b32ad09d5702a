import { expect, test } from 'vitest';
import type { Retrier } from '../definition/types.ts';
import { StateFailure } from '../failures.ts';
import { matchesError, retryDelayMs } from './errors.ts';

test.each<[errorEquals: string, error: string | undefined, expected: boolean]>([
  ['Own', 'Own', true],
  ['Own', 'Other', false],
  ['Own', undefined, false],
  ['States.ALL', 'Own', true],
  ['States.ALL', undefined, true],
  ['States.ALL', 'States.Timeout', true],
  ['States.ALL', 'States.DataLimitExceeded', false],
  ['States.ALL', 'States.Runtime', false],
  ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
  ['States.TaskFailed', 'Own', true],
  ['States.TaskFailed', undefined, true],
  ['States.TaskFailed', 'States.Timeout', false],
])('%s on %s: %s', (name, error, expected) => {
  expect(matchesError(['Never', name], new StateFailure(error, undefined))).toBe(expected);
});

test('a missed heartbeat has two names', () => {
  const failure = new StateFailure('States.Timeout', undefined, ['States.HeartbeatTimeout']);
  expect(matchesError(['States.HeartbeatTimeout'], failure)).toBe(true);
  expect(matchesError(['States.Timeout'], failure)).toBe(true);
});

const retrier: Retrier = {
  errorEquals: ['Own'],
  intervalSeconds: 3,
  maxAttempts: 4,
  backoffRate: 1.5,
  maxDelaySeconds: 9,
  fullJitter: false,
};

test.each([
  [0, 3000],
  [1, 4500],
  [2, 6750],
  [3, 9000],
  [4, undefined],
])('after %i attempts the next is in %s ms', (attempts, delayMs) => {
  expect(retryDelayMs(retrier, attempts, () => 0.5)).toBe(delayMs);
});

test('full jitter draws between zero and the delay', () => {
  expect(retryDelayMs({ ...retrier, fullJitter: true }, 1, () => 0.5)).toBe(2250);
});
