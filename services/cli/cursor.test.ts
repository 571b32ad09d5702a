import { expect, test } from 'vitest';
import { CliError } from './cli-error.ts';
import { cursorPatterns, mergePages, newestFirst, readCursor, writeCursor } from './cursor.ts';

const id = '7d54ac49-2334-5da6-b12d-8e2d46d0f6b1';
const time = '2026-11-23T09:30:00.120Z';

test('a cursor is read back', () => {
  expect(readCursor(writeCursor([time, id]), [cursorPatterns.time, cursorPatterns.uuid])).toEqual([time, id]);
});

test.each([
  ['text that is not base64 of JSON', 'abc'],
  ['a cursor of another list', writeCursor(['alice'])],
  ['a part of another form', writeCursor([time, 'x'])],
  ['one part too many', writeCursor([time, id, id])],
  ['an object', Buffer.from('{}').toString('base64url')],
])('%s is refused', (_, text) => {
  expect(() => readCursor(text, [cursorPatterns.time, cursorPatterns.uuid])).toThrow(CliError);
});

const byNumber = (left: number, right: number) => left - right;

test.each([
  [
    'two shards',
    [
      [1, 4, 6],
      [2, 3, 5],
    ],
    3,
    [1, 2, 3],
    ['3'],
  ],
  ['one that has more', [[1, 2, 3], []], 2, [1, 2], ['2']],
  ['the end', [[1], [2]], 2, [1, 2], undefined],
  ['nothing', [[], []], 2, [], undefined],
])('a page of %s', (_, shards, limit, rows, key) => {
  const next = key && writeCursor(key);
  expect(mergePages(shards, limit, byNumber, (number) => [String(number)])).toEqual({ rows, next });
});

test('newest first: by time, then by id', () => {
  const rows: [string, string][] = [
    ['2026-01-01', 'a'],
    ['2026-01-02', 'a'],
    ['2026-01-01', 'b'],
  ];
  expect(rows.toSorted(newestFirst((row) => row)).map((row) => row.join(' '))).toEqual([
    '2026-01-02 a',
    '2026-01-01 b',
    '2026-01-01 a',
  ]);
});
