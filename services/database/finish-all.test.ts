import { expect, test } from 'vitest';
import { finishAll } from './finish-all.ts';

test('gives every result, in order', async () => {
  expect(await finishAll([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
});

test('throws the first fault, and only when all have ended', async () => {
  let ended = false;
  const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    ended = true;
  });
  await expect(
    finishAll([Promise.reject(new Error('first')), slow, Promise.reject(new Error('second'))]),
  ).rejects.toThrow('first');
  expect(ended).toBe(true);
});
