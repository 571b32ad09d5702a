import { expect, test } from 'vitest';
import { allSettledOrThrow } from './all-settled-or-throw.ts';

test('returns every result, in order', async () => {
  expect(await allSettledOrThrow([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
});

test('throws the first error, but only when all have ended', async () => {
  let ended = false;
  const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    ended = true;
  });
  await expect(
    allSettledOrThrow([Promise.reject(new Error('first')), slow, Promise.reject(new Error('second'))]),
  ).rejects.toThrow('first');
  expect(ended).toBe(true);
});
