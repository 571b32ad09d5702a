import { expect, test } from 'vitest';
import { differences } from './differences.ts';
import { notRun } from './not-run.ts';

test('a case has one row in one table', () => {
  const names = [...differences, ...notRun].map(({ target, case: name }) => `${target} ${name}`);
  expect(names).toEqual([...new Set(names)]);
});
