import { expect, test } from 'vitest';
import { parseJson } from './syntax.ts';

const literals = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

test.each([
  ['not some json', `Unrecognized token 'not': was expecting ${literals}`, 'line: 1, column: 4'],
  [
    "{'not': 'json'",
    "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
    'line: 1, column: 3',
  ],
  ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 'column: 9'],
  [
    '{"a" 1}',
    "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
    'column: 7',
  ],
  [
    '{"a":1 "b":2}',
    `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`,
    'column: 9',
  ],
  ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 'column: 5'],
  ['{"a":', 'Unexpected end-of-input', 'column: 6'],
  ['{"a":\n  tru}', `Unrecognized token 'tru': was expecting ${literals}`, 'line: 2, column: 6'],
  ['"open', 'Unexpected end-of-input: was expecting closing quote for a string value', 'column: 6'],
  ['{} x', `Unrecognized token 'x': was expecting ${literals}`, 'column: 5'],
])('%j is told of as AWS tells of it', (text, message, location) => {
  const parsed = parseJson(text);
  expect(parsed).toMatchObject({ fault: { message, location: expect.stringContaining(location) } });
});

test.each(['1', '"x"', 'null', ' {"a": [true, -1.5e3]} '])('%j is JSON', (text) => {
  expect(parseJson(text)).toEqual({ value: JSON.parse(text) });
});
