import { expect, test } from 'vitest';
import { transferIdOf } from '../../../events/index.ts';
import { FirstLines } from './first-lines.ts';

test('each id is remembered with its first line, however many there are', () => {
  const ids = Array.from({ length: 5000 }, (_, number) => transferIdOf('lines', `line-${number}`));
  const lines = new FirstLines();
  expect(ids.map((id, index) => lines.add(id, index + 1))).toEqual(ids.map(() => undefined));
  expect(ids.map((id) => lines.add(id, 9999))).toEqual(ids.map((_, index) => index + 1));
  expect(lines.size).toBe(5000);
});
