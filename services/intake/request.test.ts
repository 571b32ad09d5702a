import { expect, test } from 'vitest';
import { requests } from '../../events/index.ts';
import { readRequest } from './request.ts';

const read = (body: string) => readRequest({ body });

test('of a JSON key that occurs twice the last value counts: the text is a copy of the one with only that value', () => {
  const plain = JSON.stringify({ detail: requests.transferRequested.example });
  const twice = plain.replace('"amount":', '"amount":"1.00","amount":');
  expect(twice).not.toBe(plain);
  expect(read(twice)).toEqual(read(plain));
  const other = plain.replace('"currency":', '"amount":"1.00","currency":');
  expect(read(other).payloadHash).not.toEqual(read(plain).payloadHash);
  expect(read(other).detail.amount).toBe('1.00');
});
