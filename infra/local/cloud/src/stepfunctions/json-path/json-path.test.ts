import { describe, expect, test } from 'vitest';
import { evaluatePath, explainMissing } from './evaluate.ts';
import { parsePath } from './parse.ts';
import { isReferencePath, setAtPath } from './reference-path.ts';
import { missing } from './types.ts';

const store = {
  book: [
    { title: 'Sayings', price: 8.95, year: 1992, tags: ['old'], author: { name: 'Rees' } },
    { title: 'Sword', price: 12.99, year: 1952, tags: [] },
    { title: 'Moby Dick', price: 8.99, year: 1997, tags: ['sea', 'old'], isbn: '0-553' },
  ],
  bicycle: { color: 'red', 'sea lice': true, "it's": 1 },
  limit: 10,
};

describe('values', () => {
  test.each<[path: string, value: unknown]>([
    ['$', store],
    ['$.limit', 10],
    ["$['bicycle']['color']", 'red'],
    ['$["bicycle"].color', 'red'],
    ["$.bicycle['sea lice']", true],
    ["$.bicycle['it\\'s']", 1],
    ['$.book[0].title', 'Sayings'],
    ['$.book[-1].title', 'Moby Dick'],
    ['$.book.length()', 3],
    ['$.book[*].price.max()', 12.99],
    ["$.bicycle['color','nope']", { color: 'red' }],
    ['$.book[0,2].title', ['Sayings', 'Moby Dick']],
    ['$.book[0:2].title', ['Sayings', 'Sword']],
    ['$.book[1:].title', ['Sword', 'Moby Dick']],
    ['$.book[-2:].year', [1952, 1997]],
    ['$.book[:-1].year', [1992, 1952]],
    ['$.book[*].isbn', ['0-553']],
    ['$..year', [1992, 1952, 1997]],
    ['$..name', ['Rees']],
    ['$.bicycle.*', ['red', true, 1]],
    ['$.book[?(@.price < 9)].title', ['Sayings', 'Moby Dick']],
    ['$.book[?(@.isbn)].title', ['Moby Dick']],
    ['$.book[?(!@.isbn)].year', [1992, 1952]],
    ["$.book[?(@.title == 'Sword' || @.year > 1995)].year", [1952, 1997]],
    ['$.book[?(@.price < 9 && @.year == 1997)].title', ['Moby Dick']],
    ['$.book[?(@.price > $.limit)].title', ['Sword']],
    ['$.book[?(@.title =~ /s.*/i)].title', ['Sayings', 'Sword']],
    ["$.book[?(@.title in ['Sword','x'])].year", [1952]],
    ["$.book[?(@.tags contains 'sea')].year", [1997]],
    ['$.book[?(@.tags empty true)].year', [1952]],
    ["$.book[?(@['author'].name == 'Rees')].year", [1992]],
    ['$.[?(@.limit == 10)].limit', [10]],
    ['$.nothing[*]', []],
    ['$.nothing[1:].deeper', []],
    ['$.book[7]', missing],
    ['$.bicycle.__proto__', missing],
    ['$.limit.length', missing],
  ])('%s', (path, value) => {
    expect(evaluatePath(parsePath(path), store)).toEqual(value);
  });

  test('escapes in a quoted name', () => {
    const path = parsePath(`$['Test\\""Name"']`);
    expect(evaluatePath(path, { 'Test\\""Name"': 1 })).toBe(1);
  });
});

describe('what is not a path', () => {
  test.each([
    '',
    'a',
    '.a',
    '$a',
    '$.',
    '$..',
    '$.a.',
    '$.a[',
    '$.a[]',
    '$.a[x]',
    "$['a",
    '$.a b',
    '$.a[?(@.b]',
    '$.nope()',
  ])('%j', (path) => {
    expect(() => parsePath(path)).toThrow();
  });
});

describe('why nothing was found', () => {
  test.each([
    ['$.nope', "No results for path: $['nope']"],
    ['$.no.such.path', "Missing property in path $['no']"],
    ['$.bicycle.x.y', "Missing property in path $['bicycle']['x']"],
    ['$.bicycle.x', "No results for path: $['bicycle']['x']"],
    ['$.book[9]', "No results for path: $['book'][9]"],
    [
      '$.limit.x',
      /^Expected to find an object with property \['x'\] in path \$\['limit'\] but found 'java.lang.Integer'/,
    ],
  ])('%s', (path, message) => {
    expect(explainMissing(parsePath(path), store)).toMatch(message);
  });
});

describe('reference paths', () => {
  test.each([
    ['$', true],
    ['$.a.b[0]', true],
    ["$['a b']", true],
    ['$.a[*]', false],
    ['$..a', false],
    ['$.a[0,1]', false],
    ['$.a[1:]', false],
    ['$.a[?(@.b)]', false],
    ['$.a.length()', false],
  ])('%s: %s', (path, expected) => {
    expect(isReferencePath(parsePath(path))).toBe(expected);
  });

  test.each<[path: string, target: unknown, result: unknown]>([
    ['$', { a: 1 }, 'new'],
    ['$.b', { a: 1 }, { a: 1, b: 'new' }],
    ['$.a', { a: { keep: 1 } }, { a: 'new' }],
    ['$.x.y.z', { a: 1 }, { a: 1, x: { y: { z: 'new' } } }],
    ['$.list[1]', { list: [1, 2] }, { list: [1, 'new'] }],
    ['$.list[2]', { list: [1, 2] }, missing],
    ['$.a.b', { a: 1 }, missing],
    ['$.a', 'text', missing],
    ['$.a', [], missing],
  ])('set at %s of %j', (path, target, result) => {
    const before = structuredClone(target);
    expect(setAtPath(parsePath(path), target, 'new')).toEqual(result);
    expect(target).toEqual(before);
  });

  test('__proto__ is a member like any other', () => {
    const result = setAtPath(parsePath('$.__proto__.polluted'), {}, true);
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
