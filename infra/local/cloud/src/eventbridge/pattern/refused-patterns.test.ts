import { describe, expect, test } from 'vitest';
import { EventPattern, InvalidPattern } from './event-pattern.ts';

function refusalOf(pattern: string): string {
  try {
    EventPattern.compile(pattern);
  } catch (error) {
    if (error instanceof InvalidPattern) return error.message;
    throw error;
  }
  return 'accepted';
}

/** Messages with the column that the fault is put at. */
const inGrammar: readonly (readonly [pattern: string, message: string, column: number])[] = [
  ['[]', 'Filter is not an object', 2],
  ['', 'Filter is not an object', 1],
  ['"x"', 'Filter is not an object', 2],
  ['{}', 'Empty objects are not allowed', 3],
  ['{"a":{}}', 'Empty objects are not allowed', 8],
  ['{"a":[]}', 'Empty arrays are not allowed', 8],
  ['{"a":"x"}', '"a" must be an object or an array', 7],
  ['{"a":1}', '"a" must be an object or an array', 7],
  ['{"a":null}', '"a" must be an object or an array', 10],
  ['{"a":[[1]]}', 'Match value must be String, number, true, false, or null', 8],
  ['{"a":[{}]}', 'Match expression name not found', 9],
  ['{"a":[{"PREFIX":"x"}]}', 'Unrecognized match type PREFIX', 18],
  ['{"a":[{"prefix":1}]}', 'prefix match pattern must be a string', 18],
  ['{"a":[{"prefix":["x"]}]}', 'prefix match pattern must be a string', 18],
  ['{"a":[{"prefix":"x","suffix":"y"}]}', 'Only one key allowed in match expression', 31],
  ['{"a":[{"prefix":{}}]}', 'Prefix expression name not found', 19],
  ['{"a":[{"prefix":{"suffix":"x"}}]}', 'Unsupported prefix pattern: suffix', 28],
  ['{"a":[{"prefix":{"equals-ignore-case":1}}]}', 'equals-ignore-case match pattern must be a string', 40],
  ['{"a":[{"suffix":null}]}', 'suffix match pattern must be a string', 21],
  ['{"a":[{"suffix":{"prefix":"x"}}]}', 'Unsupported suffix pattern: prefix', 28],
  ['{"a":[{"exactly":1}]}', 'exact match pattern must be a string', 19],
  ['{"a":[{"equals-ignore-case":{"prefix":"x"}}]}', 'equals-ignore-case match pattern must be a string', 30],
  ['{"a":[{"wildcard":1}]}', 'wildcard match pattern must be a string', 20],
  ['{"a":[{"wildcard":"a**"}]}', 'Consecutive wildcard characters at pos 2', 24],
  ['{"a":[{"wildcard":"é**"}]}', 'Consecutive wildcard characters at pos 3', 24],
  ['{"a":[{"wildcard":"a\\\\b"}]}', 'Invalid escape character at pos 2', 25],
  ['{"a":[{"wildcard":"a\\\\"}]}', 'Invalid escape character at pos 2', 24],
  ['{"a":[{"cidr":1}]}', 'prefix match pattern must be a string', 16],
  ['{"a":[{"exists":"x"}]}', 'exists match pattern must be either true or false.', 18],
  ['{"a":[{"exists":true,"x":1}]}', 'Only one key allowed in match expression', 27],
  ['{"a":[{"numeric":1}]}', 'Value of numeric must be an array.', 19],
  ['{"a":[{"numeric":[]}]}', 'Invalid member in numeric match: ]', 20],
  ['{"a":[{"numeric":[1]}]}', 'Invalid member in numeric match: 1', 20],
  ['{"a":[{"numeric":["<>",1]}]}', 'Unrecognized numeric range operator: <>', 25],
  ['{"a":[{"numeric":["=","1"]}]}', 'Value of equals must be numeric', 24],
  ['{"a":[{"numeric":[">"]}]}', 'Value of > must be numeric', 23],
  ['{"a":[{"numeric":["<",1,">",0]}]}', 'Too many elements in numeric expression', 26],
  ['{"a":[{"numeric":[">",0,1]}]}', 'Bad value in numeric range: 1', 26],
  ['{"a":[{"numeric":[">",0,">",1]}]}', 'Bad numeric range operator: >', 28],
  ['{"a":[{"numeric":[">",0,"<"]}]}', 'Value of < must be numeric', 29],
  ['{"a":[{"numeric":[">",0,"<",1,2]}]}', 'Too many terms in numeric range expression', 32],
  ['{"a":[{"numeric":[">",1,"<",1]}]}', 'Bottom must be less than top', 31],
  ['{"a":[{"numeric":["=",1e309]}]}', 'Cannot compare number : 1e309', 29],
  ['{"a":[{"numeric":["=",1],"x":1}]}', 'Too many elements in numeric expression', 31],
  ['{"a":[{"anything-but":null}]}', 'Value of anything-but must be an array or single string/number value.', 27],
  ['{"a":[{"anything-but":{"cidr":"x"}}]}', 'Unsupported anything-but pattern: cidr', 32],
  ['{"a":[{"anything-but":{"prefix":1}}]}', 'prefix/suffix match pattern must be a string', 34],
  ['{"a":[{"anything-but":{"suffix":""}}]}', 'Null prefix/suffix not allowed', 35],
  [
    '{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]}',
    'Value of anything-but must be an array or single string/number value.',
    34,
  ],
  [
    '{"a":[{"anything-but":["x",1]}]}',
    'Inside anything but list, either all values are number or string, mixed type is not supported',
    30,
  ],
  ['{"$or":[{"a":["x"]}]}', 'There must have at least 2 Objects in $or relationship.', 21],
  ['{"$or":[{"a":["x"]},["y"]]}', 'Only JSON object is allowed in array of $or relationship.', 22],
  [
    '{"$or":[{"a":["x"]},{"numeric":["y"]}]}',
    'numeric is Ruler reserved fieldName which cannot be used inside $or.',
    33,
  ],
  ['{"a":["x"}', "Unexpected close marker '}': expected ']' (for Array starting at %s; line: 1, column: 6])", 10],
  [
    '{"a":["x"',
    'Unexpected end-of-input: expected close marker for Array (start marker at %s; line: 1, column: 6])',
    10,
  ],
  ['{"a"', 'Unexpected end-of-input within/between Object entries', 5],
  ["{'a':[1]}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 2],
  ['{"a":[1,]}', "Unexpected character (']' (code 93)): expected a valid value %v", 9],
  ['{"a":[1 2]}', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 9],
  ['{"a":[tru]}', "Unrecognized token 'tru': was expecting %v", 10],
  ['{"a":[01]}', 'Invalid numeric value: Leading zeroes not allowed', 8],
  ['{"a":[1.]}', "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit", 8],
  ['{"a":[0.]}', "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit", 9],
  ['{"a":[12.', "Unexpected character ('.' (code 46)) in numeric value: Decimal point not followed by a digit", 9],
  [
    '{"a":[0e+]}',
    "Unexpected character (']' (code 93)) in numeric value: Exponent indicator not followed by a digit",
    10,
  ],
  ['{"a":[-', 'Unexpected end-of-inputNo digit following sign', 8],
  ['{"a":[1e', 'Unexpected end-of-inputexpected a digit for number exponent', 9],
  ['{"a":[{"numeric":["=",1e99999999999]}]}', 'value exceeds limits', 37],
  ['{"a":["\\x"]}', "Unrecognized character escape 'x' (code 120)", 9],
];

const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

test.each(inGrammar)('%s: %s', (pattern, message, column) => {
  const source = `[Source: (String)"${pattern}"`;
  const expected = message.replace('%s', source).replace('%v', values);
  expect(refusalOf(pattern)).toBe(`${expected}\n at ${source}; line: 1, column: ${column}]`);
});

describe('faults without a place', () => {
  test.each([
    ['{"cidr":"x"}', "Malformed CIDR, one '/' required"],
    ['{"cidr":"10.0.0.0/"}', "Malformed CIDR, one '/' required"],
    ['{"cidr":"10.0.0.0/8/9"}', "Malformed CIDR, one '/' required"],
    ['{"cidr":"10.0.0.0/x"}', 'Malformed CIDR, mask bits must be an integer'],
    ['{"cidr":"10.0.0.0/-1"}', 'Malformed CIDR, mask bits must not be negative'],
    ['{"cidr":"10.0.0.0/32"}', 'IPv4 mask bits must be < 32'],
    ['{"cidr":"::1/128"}', 'IPv6 mask bits must be < 128'],
    ['{"cidr":"xx.11.xx/8"}', 'Nonstandard IP address: xx.11.xx'],
    ['{"cidr":"999.1.1.1/8"}', 'Invalid IP address: 999.1.1.1'],
    ['{"anything-but":12345678901234567890}', 'Cannot compare number : 12345678901234567890'],
  ])('%s: %s', (expression, message) => {
    expect(refusalOf(`{"a":[${expression}]}`)).toBe(message);
  });
});

test('a fault in a list of anything-but names its place twice', () => {
  const pattern = '{"a":[{"anything-but":["x",null]}]}';
  const place = `\n at [Source: (String)"${pattern.replaceAll('\\', '')}"; line: 1, column: 32]`;
  expect(refusalOf(pattern)).toBe(`Inside anything but list, start|null|boolean is not supported.${place}${place}`);
});

test('lines count, and only the first 500 characters are shown', () => {
  const pattern = `{\n  "${'n'.repeat(600)}": 1\n}`;
  expect(refusalOf(pattern)).toBe(
    `"${'n'.repeat(600)}" must be an object or an array\n at [Source: (String)"${pattern.slice(0, 500)}"` +
      `[truncated ${pattern.length - 500} chars]; line: 2, column: 608]`,
  );
});

const tooComplex =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

describe('complexity of wildcards', () => {
  test.each([
    ['*:*:*:*:*:event-bus/*', tooComplex],
    ['arn:aws:events:us-east-1:*:event-bus/*', 'accepted'],
    ['/Users/*/dir/dir/dir/dir/dir/doc.txt', 'accepted'],
    ['a*a*a*a*a*', 'accepted'],
    ['a*a*a*a*a*a*', tooComplex],
    ['*x*y*z*w*', 'accepted'],
  ])('%s', (wildcard, outcome) => {
    expect(refusalOf(JSON.stringify({ a: [{ wildcard }] }))).toBe(outcome);
  });

  test('wildcards of one field add up, those of different fields do not', () => {
    const list = ['*b*b*', '*c*b*', '*d*b*', '*e*b*'].map((wildcard) => ({ wildcard }));
    expect(refusalOf(JSON.stringify({ a: list }))).toBe(tooComplex);
    const fields = Object.fromEntries(list.map((test, index) => [`a${index}`, [test]]));
    expect(refusalOf(JSON.stringify(fields))).toBe('accepted');
  });
});

test('more than 1000 branches of $or', () => {
  const or = (field: string) => Array.from({ length: 11 }, (_, index) => ({ [`${field}${index}`]: ['x'] }));
  const pattern = { a: { $or: or('a') }, b: { $or: or('b') }, c: { $or: or('c') } };
  expect(refusalOf(JSON.stringify(pattern))).toBe('Event pattern contains more than 1000 rule combinations');
});
