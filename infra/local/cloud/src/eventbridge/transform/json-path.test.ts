import { expect, test } from 'vitest';
import { parseJsonPath, select } from './json-path.ts';

const event =
  '{"id":"1","detail-type":"T","detail":{"n":12345678901234567890,"list":[{"x":1},{"x":[2]}],"a/b":null,"s":"\\u0041","n":7.50,"o":{"p":{"q":true}}}}';

test.each([
  ['$', event],
  ['$.id', '"1"'],
  ['$.detail-type', '"T"'],
  ['$.detail.n', '7.50'],
  ['$.detail.s', '"\\u0041"'],
  ['$.detail.list[0]', '{"x":1}'],
  ['$.detail.list[1].x[0]', '2'],
  ['$.detail.list[*].x', '[1,[2]]'],
  ['$.detail.o.*', '[{"q":true}]'],
  ['$.detail.a/b', 'null'],
  ['$.detail.o.p.q', 'true'],
  ['$.detail.missing', undefined],
  ['$.detail.list[2]', undefined],
  ['$.id.x', undefined],
  ['$.detail.list.x', undefined],
  ['$.detail.list[*].y', '[]'],
])('%s', (text, selected) => {
  const path = parseJsonPath(text);
  expect(path && select(event, path)).toBe(selected);
});

test.each(['', 'detail', '$.', '$..a', '$.a.', "$.a['b']", '$.a[x]', '$a'])('%s is no path', (text) => {
  expect(parseJsonPath(text)).toBeUndefined();
});
