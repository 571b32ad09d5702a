import { expect, test } from 'vitest';
import { closingLine } from './test-result.js';

const file = (status, ...states) => ({ status, assertionResults: states.map((state) => ({ status: state })) });

test.each([
  ['all pass', [file('passed', 'passed', 'passed'), file('passed', 'passed')], 0, '3 passed, 0 failed'],
  ['one fails', [file('failed', 'passed', 'failed')], 1, '1 passed, 1 failed'],
  ['some are skipped', [file('passed', 'passed', 'skipped', 'todo')], 0, '1 passed, 0 failed, 2 skipped'],
  ['a file does not load', [file('passed', 'passed'), file('failed')], 1, '1 passed, 1 failed'],
  ['an error that nobody caught', [file('passed', 'passed')], 1, '1 passed, 1 failed'],
])('%s', (_, testResults, exitCode, line) => {
  expect(closingLine({ testResults }, exitCode)).toBe(line);
});

test('vitest ended before it wrote a report', () => {
  expect(closingLine(undefined, 1)).toBe('0 passed, 1 failed');
});
