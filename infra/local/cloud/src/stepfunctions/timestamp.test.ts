import { expect, test } from 'vitest';
import { parseTimestamp } from './timestamp.ts';

test.each([
  ['2016-12-05T21:29:29Z', Date.UTC(2016, 11, 5, 21, 29, 29), 0],
  ['2016-12-05T21:29Z', Date.UTC(2016, 11, 5, 21, 29), 0],
  ['2016-12-05T21:29:29.123456789Z', Date.UTC(2016, 11, 5, 21, 29, 29, 123), 456_789],
  ['2016-12-05T21:29:29.5+02:00', Date.UTC(2016, 11, 5, 19, 29, 29, 500), 0],
  ['2016-02-29T00:00:00-00:30', Date.UTC(2016, 1, 29, 0, 30), 0],
])('%s', (text, ms, nanos) => {
  expect(parseTimestamp(text)).toEqual({ ms, nanos });
});

test.each([
  '05-12-2016T21:29:29Z',
  '2016-12-05 21:29:29Z',
  '2016-12-05T21:29:29',
  '2016-12-05t21:29:29z',
  '2016-12-05',
  '2016-13-05T21:29:29Z',
  '2015-02-29T00:00:00Z',
  '2016-12-05T25:29:29Z',
  '2016-12-05T21:29:29.Z',
  1_480_973_369,
  null,
])('%j is not a timestamp', (text) => {
  expect(parseTimestamp(text)).toBeUndefined();
});
