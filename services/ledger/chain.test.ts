import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type ChainHead, chainPosting, inTransit, issuance } from './chain.ts';

const start: ChainHead = { entryCount: 0n, chainHash: Buffer.alloc(32) };
const at = '2026-11-23T09:30:00.120Z';
const debit = {
  transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430a',
  step: 'debit',
  accountId: 'alice',
  systemAccountId: inTransit('EUR'),
  amount: -12050n,
  currency: 'EUR',
  balanceAfter: 87950n,
} as const;

test('the exact text that is hashed: the proof computes the same in SQL', () => {
  const text = [
    '0'.repeat(64),
    'alice',
    '1',
    '5c52828b-a53e-588f-869c-8ea4a0a6430a',
    'debit',
    '-12050',
    '87950',
    'EUR',
    '1795426200120',
    'in-transit:EUR',
    '12050',
  ].join('|');
  const { entryNumber, chainHash } = chainPosting(start, debit, at);
  expect(entryNumber).toBe(1n);
  expect(chainHash.toString('hex')).toBe(createHash('sha256').update(text).digest('hex'));
});

describe('any change shows in the hash', () => {
  const { chainHash } = chainPosting(start, debit, at);
  test.each<[what: string, head: ChainHead, posting: Omit<Parameters<typeof chainPosting>[1], never>, at: string]>([
    ['the entry before', { ...start, chainHash: Buffer.alloc(32, 1) }, debit, at],
    ['its number', { ...start, entryCount: 1n }, debit, at],
    ['transfer', start, { ...debit, transferId: '5c52828b-a53e-588f-869c-8ea4a0a6430b' }, at],
    ['step', start, { ...debit, step: 'opening' }, at],
    ['account', start, { ...debit, accountId: 'bob' }, at],
    ['system account', start, { ...debit, systemAccountId: issuance('EUR') }, at],
    ['amount', start, { ...debit, amount: -12051n }, at],
    ['balance', start, { ...debit, balanceAfter: 87951n }, at],
    ['currency', start, { ...debit, currency: 'USD' }, at],
    ['time, by a millisecond', start, debit, '2026-11-23T09:30:00.121Z'],
  ])('%s', (_, head, posting, postedAt) => {
    expect(chainPosting(head, posting, postedAt).chainHash.equals(chainHash)).toBe(false);
  });
});
