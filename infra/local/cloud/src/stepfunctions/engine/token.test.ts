import { expect, test } from 'vitest';
import { seededIds } from '../../testing/virtual-clock.ts';
import { makeToken, readToken } from './token.ts';

const owner = { machineId: '0123456789abcdef', executionName: 'Überweisung-1' };

test('a token names its owner', () => {
  expect(readToken(makeToken(owner, seededIds(1)))).toEqual(owner);
});

test('no two tokens are alike', () => {
  const ids = seededIds(1);
  expect(makeToken(owner, ids)).not.toBe(makeToken(owner, ids));
});

test('a made-up token is recognized', () => {
  const token = makeToken(owner, seededIds(1));
  const flipped = `${token.slice(0, 20)}${token[20] === 'A' ? 'B' : 'A'}${token.slice(21)}`;
  for (const text of ['', 'x', 'AAAA', token.slice(4), `${token}AAAA`, flipped, `${token} `]) {
    expect(readToken(text)).toBeUndefined();
  }
});
