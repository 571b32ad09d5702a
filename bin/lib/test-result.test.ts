import { expect, test } from 'vitest';
import { closingLine, targetLines } from './test-result.js';

const file = (status: string, ...states: string[]) => ({
  status,
  assertionResults: states.map((state) => ({ status: state, ancestorTitles: [] })),
});

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

const endToEnd = (target: string, status: string, duration: number | undefined) => ({
  ancestorTitles: [`end to end, ${target}`],
  status,
  duration,
});

test('says on which targets the end-to-end suite ran', () => {
  const testResults = [
    { status: 'failed', assertionResults: [endToEnd('local', 'passed', 1200), endToEnd('local', 'failed', 300)] },
    { status: 'passed', assertionResults: [endToEnd('aws', 'passed', 9000), endToEnd('aws', 'skipped', undefined)] },
    { status: 'passed', assertionResults: [{ ancestorTitles: [], status: 'passed', duration: 5 }] },
  ];
  expect(targetLines({ testResults }, undefined)).toEqual([
    'end to end on local: 1 passed, 1 failed in 2 s',
    'end to end on aws: 1 passed, 0 failed, 1 skipped in 9 s',
  ]);
});

test('says why the suite did not run on LocalStack', () => {
  const testResults = [{ status: 'passed', assertionResults: [endToEnd('local', 'passed', 1000)] }];
  expect(targetLines({ testResults }, 'Python 3.11 to 3.13 is needed')).toEqual([
    'end to end on local: 1 passed, 0 failed in 1 s',
    'end to end not on localstack: Python 3.11 to 3.13 is needed',
  ]);
  expect(targetLines(undefined, undefined)).toEqual([]);
});
