import { describe, expect, test } from 'vitest';
import { seededIds } from '../../testing/virtual-clock.ts';
import { Diagnostics } from '../definition/diagnostics.ts';
import { readChoice } from '../definition/read-choice.ts';
import { Reader } from '../definition/reader.ts';
import { Payload } from '../json/payload.ts';
import { compileStringPattern } from './string-matches.ts';

function matches(rule: Record<string, unknown>, data: unknown): boolean {
  const diagnostics = new Diagnostics();
  const { rule: compiled } = readChoice(new Reader({ Next: 'X', ...rule }, '', diagnostics));
  expect(diagnostics.list).toEqual([]);
  return compiled({ data: Payload.ofValue(data), context: () => ({ Execution: { Name: 'run' } }), ids: seededIds(1) });
}

const early = '2012-10-09T19:00:55Z';
const late = '2012-10-09T19:00:56Z';
const oneOf = (operator: string, operand: unknown) => ({ Variable: '$.a', [operator]: operand });

describe('comparisons', () => {
  test.each<[operator: string, operand: unknown, value: unknown, expected: boolean]>([
    ['StringEquals', 'x', 'x', true],
    ['StringEquals', '1', 1, false],
    ['StringLessThan', 'b', 'a', true],
    ['StringLessThan', 'a', 'b', false],
    ['StringGreaterThan', 'Z', 'a', true],
    ['StringLessThanEquals', 'a', 'a', true],
    ['StringGreaterThanEquals', 'b', 'a', false],
    ['NumericEquals', 1, 1.0, true],
    ['NumericEquals', 1, '1', false],
    ['NumericEquals', 0, false, false],
    ['NumericEquals', 0, null, false],
    ['NumericLessThan', 2, 1.5, true],
    ['NumericGreaterThanEquals', 2, 2, true],
    ['BooleanEquals', true, true, true],
    ['BooleanEquals', false, null, false],
    ['TimestampEquals', early, early, true],
    ['TimestampEquals', '2012-10-09T20:00:55+01:00', early, true],
    ['TimestampLessThan', late, early, true],
    ['TimestampGreaterThan', early, `${early.slice(0, -1)}.000000001Z`, true],
    ['TimestampEquals', early, '2012-10-09', false],
    ['StringMatches', 'log-*.txt', 'log-7.txt', true],
    ['IsNull', true, null, true],
    ['IsNull', false, null, false],
    ['IsNumeric', true, 1, true],
    ['IsNumeric', false, '1', true],
    ['IsString', true, '', true],
    ['IsBoolean', true, false, true],
    ['IsTimestamp', true, early, true],
    ['IsTimestamp', true, '2012-10-09T19:00:55', false],
    ['IsPresent', true, null, true],
    ['IsPresent', false, null, false],
  ])('%s %j of %j is %s', (operator, operand, value, expected) => {
    expect(matches(oneOf(operator, operand), { a: value })).toBe(expected);
    const paths = /^(String|Numeric|Boolean|Timestamp)(?!Matches)/.test(operator);
    if (paths) expect(matches(oneOf(`${operator}Path`, '$.b'), { a: value, b: operand })).toBe(expected);
  });

  test.each([
    ['IsNull', true],
    ['StringEquals', 'x'],
    ['NumericEqualsPath', '$.a'],
  ])('%s of a missing variable fails', (operator, operand) => {
    expect(() => matches({ Variable: '$.gone', [operator]: operand }, { a: 1 })).toThrow(
      "Invalid path '$.gone': The choice state's condition path references an invalid value.",
    );
  });

  test('IsPresent accepts a missing variable', () => {
    expect(matches({ Variable: '$.gone', IsPresent: false }, {})).toBe(true);
    expect(matches({ Variable: '$$.Execution.Name', IsPresent: true }, {})).toBe(true);
  });
});

describe('And, Or, Not', () => {
  const yes = { Variable: '$.a', IsPresent: true };
  const no = { Not: yes };
  const broken = { Variable: '$.gone', IsNull: true };
  test.each<[name: string, rule: Record<string, unknown>, expected: boolean]>([
    ['all', { And: [yes, yes] }, true],
    ['one not', { And: [yes, no] }, false],
    ['any', { Or: [no, yes] }, true],
    ['none', { Or: [no, no] }, false],
    ['nested', { Not: { And: [yes, { Or: [no, no] }] } }, true],
    ['And goes no further than it must', { And: [no, broken] }, false],
    ['Or goes no further than it must', { Or: [yes, broken] }, true],
  ])('%s', (_name, rule, expected) => {
    expect(matches(rule, { a: 1 })).toBe(expected);
  });
});

test.each([
  ['*', '', true],
  ['a*', 'a', true],
  ['a*b*c', 'a--b--c', true],
  ['a*b*c', 'a--c--b', false],
  ['ab*ba', 'aba', false],
  ['*x*x', 'xx', true],
  ['*x*x', 'x', false],
  ['file\\*', 'file*', true],
  ['file\\*', 'fileX', false],
  ['a\\\\*', 'a\\b', true],
  ['a\\b', 'a\\b', true],
  ['exact', 'exactly', false],
])('StringMatches %j on %j is %s', (pattern, text, expected) => {
  expect(compileStringPattern(pattern)(text)).toBe(expected);
});
