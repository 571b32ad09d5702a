import { describe, expect, test } from 'vitest';
import { parseJson, readJson } from './json-syntax.ts';

describe('what is not JSON is refused, with the rule and the place', () => {
  test.each([
    ['', 'expected a value at line 1, column 1'],
    ['not some json', 'expected a value at line 1, column 1'],
    ["{'not': 'json'", 'expected a name in double quotes at line 1, column 2'],
    ['{"a":1,}', 'expected a name in double quotes at line 1, column 8'],
    ['{"a" 1}', 'expected : at line 1, column 6'],
    ['{"a":1 "b":2}', 'expected , or } at line 1, column 8'],
    ['[1 2]', 'expected , or ] at line 1, column 4'],
    ['[1,]', 'expected a value at line 1, column 4'],
    ['[1', 'expected , or ] at line 1, column 3'],
    ['[1}', 'expected , or ] at line 1, column 3'],
    ['{"a":', 'expected a value at line 1, column 6'],
    ['{"a":\n  tru}', 'expected a value at line 2, column 3'],
    ['"open', 'a string without an end at line 1, column 1'],
    ['["\\x"]', 'a string with a control character or a wrong escape at line 1, column 2'],
    ['["a\nb"]', 'a string with a control character or a wrong escape at line 1, column 2'],
    ['[01]', 'expected , or ] at line 1, column 3'],
    ['[1.]', 'expected , or ] at line 1, column 3'],
    ['[-]', 'expected a value at line 1, column 2'],
    ['{} x', 'expected the end of the text at line 1, column 4'],
    [`${'['.repeat(100_000)}x`, 'more than 1000 nested values at line 1, column 1001'],
  ])('%j', (text, message) => {
    expect(parseJson(text)).toMatchObject({ fault: { message } });
  });
});

test.each(['1', '"x"', 'null', ' {"a": [true, -1.5e3]} '])('%j is JSON', (text) => {
  expect(parseJson(text)).toEqual({ value: JSON.parse(text) });
});

test('a tree keeps numbers as written, repeated names, and where values start; what follows the value does not count', () => {
  expect(readJson(' {"a": [1.50, null], "a": "\\u0062"} rest')).toEqual({
    type: 'object',
    at: 1,
    members: [
      [
        'a',
        {
          type: 'array',
          at: 7,
          items: [
            { type: 'number', at: 8, text: '1.50' },
            { type: 'literal', at: 14, text: 'null' },
          ],
        },
      ],
      ['a', { type: 'string', at: 26, text: 'b' }],
    ],
  });
});
