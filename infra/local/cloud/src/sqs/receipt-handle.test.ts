import { expect, test } from 'vitest';
import { decodeReceipt, encodeReceipt } from './receipt-handle.ts';

test.each([
  { queue: 0, order: 0, count: 1 },
  { queue: 7, order: 2 ** 40, count: 1000 },
  { queue: 2 ** 47, order: 2 ** 47 + 1, count: 2 ** 40 },
])('%o survives', (receipt) => {
  expect(decodeReceipt(encodeReceipt(receipt))).toEqual(receipt);
});

const handle = encodeReceipt({ queue: 1, order: 2, count: 3 });

test.each([
  ['empty', ''],
  ['not base64', 'garbage!'],
  ['cut off', handle.slice(0, -4)],
  ['changed', handle.replace('AC', 'AD')],
  ['another version', Buffer.alloc(27).toString('base64')],
])('%s is told from a handle that was given out', (_, text) => {
  expect(decodeReceipt(text)).toBeUndefined();
});

test('looks like AWS’s', () => expect(handle).toMatch(/^AQEB/));
