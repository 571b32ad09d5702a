import { expect, test } from 'vitest';
import { compactJson } from './compact-json.ts';

test.each([
  ['{"a":1}', '{"a":1}'],
  ['{ "a" :\n\t[ 1 , 2.50 ]\r\n}', '{"a":[1,2.50]}'],
  ['{"a b": " x  y "}', '{"a b":" x  y "}'],
  ['{"a": "say \\" x \\\\", "b": 1}', '{"a":"say \\" x \\\\","b":1}'],
  ['{"n": 12345678901234567890, "n": 1.0, "__proto__": {}}', '{"n":12345678901234567890,"n":1.0,"__proto__":{}}'],
  ['{"a": "é\u2028"}', '{"a":"é\u2028"}'],
])('%s', (text, compact) => {
  expect(compactJson(text)).toBe(compact);
});
