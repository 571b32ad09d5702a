import { expect, test } from 'vitest';
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

/** The broken rule and the column of the fault. */
const refused: readonly (readonly [pattern: string, rule: string, column: number])[] = [
  ['[]', 'Filter is not an object', 1],
  ['', 'expected a value', 1],
  ['"x"', 'Filter is not an object', 1],
  ['{}', 'Empty objects are not allowed', 1],
  ['{"a":{}}', 'Empty objects are not allowed', 6],
  ['{"a":[]}', 'Empty arrays are not allowed', 6],
  ['{"a":"x"}', '"a" must be an object or an array', 6],
  ['{"a":1}', '"a" must be an object or an array', 6],
  ['{"a":null}', '"a" must be an object or an array', 6],
  ['{"a":[[1]]}', 'Match value must be String, number, true, false, or null', 7],
  ['{"a":[{}]}', 'Match expression name not found', 7],
  ['{"a":[{"PREFIX":"x"}]}', 'Unrecognized match type PREFIX', 7],
  ['{"a":[{"prefix":1}]}', 'prefix match pattern must be a string', 17],
  ['{"a":[{"prefix":["x"]}]}', 'prefix match pattern must be a string', 17],
  ['{"a":[{"prefix":"x","suffix":"y"}]}', 'Only one key allowed in match expression', 7],
  ['{"a":[{"prefix":{}}]}', 'prefix expression name not found', 17],
  ['{"a":[{"prefix":{"suffix":"x"}}]}', 'Unsupported prefix pattern: suffix', 17],
  ['{"a":[{"prefix":{"equals-ignore-case":1}}]}', 'equals-ignore-case match pattern must be a string', 39],
  ['{"a":[{"suffix":null}]}', 'suffix match pattern must be a string', 17],
  ['{"a":[{"suffix":{"prefix":"x"}}]}', 'Unsupported suffix pattern: prefix', 17],
  ['{"a":[{"exactly":1}]}', 'exact match pattern must be a string', 18],
  ['{"a":[{"equals-ignore-case":{"prefix":"x"}}]}', 'equals-ignore-case match pattern must be a string', 29],
  ['{"a":[{"wildcard":1}]}', 'wildcard match pattern must be a string', 19],
  ['{"a":[{"wildcard":"a**"}]}', 'Consecutive wildcard characters', 19],
  ['{"a":[{"wildcard":"é**"}]}', 'Consecutive wildcard characters', 19],
  ['{"a":[{"wildcard":"a\\\\b"}]}', 'Invalid escape character', 19],
  ['{"a":[{"wildcard":"a\\\\"}]}', 'Invalid escape character', 19],
  ['{"a":[{"cidr":1}]}', 'cidr match pattern must be a string', 15],
  ['{"a":[{"exists":"x"}]}', 'exists match pattern must be either true or false.', 17],
  ['{"a":[{"exists":true,"x":1}]}', 'Only one key allowed in match expression', 7],
  ['{"a":[{"numeric":1}]}', 'Value of numeric must be an array.', 18],
  ['{"a":[{"numeric":[]}]}', 'Expected a numeric range operator', 18],
  ['{"a":[{"numeric":[1]}]}', 'Expected a numeric range operator', 19],
  ['{"a":[{"numeric":["<>",1]}]}', 'Unrecognized numeric range operator: <>', 19],
  ['{"a":[{"numeric":["=","1"]}]}', 'Value of = must be numeric', 23],
  ['{"a":[{"numeric":[">"]}]}', 'Value of > must be numeric', 19],
  ['{"a":[{"numeric":["<",1,">",0]}]}', 'Too many elements in numeric expression', 25],
  ['{"a":[{"numeric":[">",0,1]}]}', 'Expected a numeric range operator', 25],
  ['{"a":[{"numeric":[">",0,">",1]}]}', 'Bad numeric range operator: >', 25],
  ['{"a":[{"numeric":[">",0,"<"]}]}', 'Value of < must be numeric', 25],
  ['{"a":[{"numeric":[">",0,"<",1,2]}]}', 'Too many elements in numeric expression', 31],
  ['{"a":[{"numeric":[">",1,"<",1]}]}', 'Bottom must be less than top', 25],
  ['{"a":[{"numeric":["=",1e309]}]}', 'Cannot compare number : 1e309', 23],
  ['{"a":[{"numeric":["=",1],"x":1}]}', 'Only one key allowed in match expression', 7],
  ['{"a":[{"anything-but":null}]}', 'Value of anything-but must be an array or single string/number value.', 23],
  ['{"a":[{"anything-but":{"cidr":"x"}}]}', 'Unsupported anything-but pattern: cidr', 23],
  ['{"a":[{"anything-but":{"prefix":1}}]}', 'prefix match pattern must be a string', 33],
  ['{"a":[{"anything-but":{"suffix":""}}]}', 'Empty suffix not allowed', 33],
  ['{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]}', 'prefix match pattern must be a string', 33],
  ['{"a":[{"anything-but":["x",1]}]}', 'Inside anything-but list, either all values are number or string', 23],
  ['{"$or":[{"a":["x"]}]}', 'There must have at least 2 Objects in $or relationship.', 8],
  ['{"$or":[{"a":["x"]},["y"]]}', 'Only JSON object is allowed in array of $or relationship.', 21],
  [
    '{"$or":[{"a":["x"]},{"numeric":["y"]}]}',
    'numeric is Ruler reserved fieldName which cannot be used inside $or.',
    32,
  ],
  ['{"a":["x"}', 'expected , or ]', 10],
  ['{"a":[01]}', 'expected , or ]', 8],
  ['{"a":[{"numeric":["=",1e99999999999]}]}', 'Cannot compare number : 1e99999999999', 23],
  ['{"a":[{"cidr":"x"}]}', "Malformed CIDR, one '/' required", 15],
  ['{"a":[{"cidr":"10.0.0.0/"}]}', "Malformed CIDR, one '/' required", 15],
  ['{"a":[{"cidr":"10.0.0.0/8/9"}]}', "Malformed CIDR, one '/' required", 15],
  ['{"a":[{"cidr":"10.0.0.0/x"}]}', 'Malformed CIDR, mask bits must be an integer', 15],
  ['{"a":[{"cidr":"10.0.0.0/-1"}]}', 'Malformed CIDR, mask bits must not be negative', 15],
  ['{"a":[{"cidr":"10.0.0.0/32"}]}', 'IPv4 mask bits must be < 32', 15],
  ['{"a":[{"cidr":"::1/128"}]}', 'IPv6 mask bits must be < 128', 15],
  ['{"a":[{"cidr":"xx.11.xx/8"}]}', 'Nonstandard IP address: xx.11.xx', 15],
  ['{"a":[{"cidr":"999.1.1.1/8"}]}', 'Invalid IP address: 999.1.1.1', 15],
  ['{"a":[{"anything-but":12345678901234567890}]}', 'Cannot compare number : 12345678901234567890', 23],
  ['{"a":[{"anything-but":["x",null]}]}', 'Value of anything-but must be an array or single string/number value.', 28],
  ['{"a":[{"anything-but":{"prefix":[]}}]}', 'Empty arrays are not allowed', 33],
];

test.each(refused)('%s: %s', (pattern, rule, column) => {
  expect(refusalOf(pattern)).toBe(`${rule} at line 1, column ${column}`);
});

test('lines count', () => {
  expect(refusalOf('{\n  "name": 1\n}')).toBe('"name" must be an object or an array at line 2, column 11');
});

test('more than 1000 branches of $or', () => {
  const or = (field: string) => Array.from({ length: 11 }, (_, index) => ({ [`${field}${index}`]: ['x'] }));
  const pattern = { a: { $or: or('a') }, b: { $or: or('b') }, c: { $or: or('c') } };
  expect(refusalOf(JSON.stringify(pattern))).toBe(
    'Event pattern contains more than 1000 rule combinations at line 1, column 329',
  );
});
