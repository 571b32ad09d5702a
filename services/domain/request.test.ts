import { expect, test } from 'vitest';
import { requests } from '../../events/index.ts';
import { assessRequest } from './request.ts';

const good: Record<string, unknown> = requests.transferRequested.example;

test.each<[change: Record<string, unknown>, amount: bigint]>([
  [{}, 12050n],
  [{ amount: '7', currency: 'JPY' }, 7n],
  [{ amount: '0.001', currency: 'KWD' }, 1n],
  [{ amount: '99999999999999.9999', currency: 'UYW' }, 999_999_999_999_999_999n],
])('%j is accepted', (change, amount) => {
  expect(assessRequest({ ...good, ...change })).toEqual({ ok: true, request: { ...good, ...change }, amount });
});

/** Every reason is named, each once; the named rule stands for the form that it also breaks. */
test.each<[what: string, change: Record<string, unknown>, reasons: string[]]>([
  ['zero', { amount: '0.00' }, ['amount: AmountNotPositive']],
  ['negative', { amount: '-120.50' }, ['amount: AmountNotPositive']],
  ['a number', { amount: 120.5 }, ['amount: InvalidType']],
  ['no amount', { amount: undefined }, ['amount: Required']],
  ['no number', { amount: 'a lot' }, ['amount: InvalidFormat']],
  ['too many decimals for EUR', { amount: '1.001' }, ['amount: TooManyDecimals']],
  ['too many decimals for JPY', { amount: '1.00', currency: 'JPY' }, ['amount: TooManyDecimals']],
  ['too many decimals for any', { amount: '1.00001', currency: 'CLF' }, ['amount: TooManyDecimals']],
  ['negative with too many decimals', { amount: '-1.001' }, ['amount: AmountNotPositive', 'amount: TooManyDecimals']],
  ['too long', { amount: '123456789012345' }, ['amount: InvalidFormat']],
  ['larger than a balance', { amount: '9'.repeat(20) }, ['amount: AmountTooLarge']],
  ['endless', { amount: '9'.repeat(200_000) }, ['amount: InvalidFormat']],
  ['a currency nobody knows', { currency: 'ZZZ' }, ['currency: UnknownCurrency']],
  [
    'an unknown currency without an amount',
    { amount: 1.5, currency: 'ZZZ' },
    ['amount: InvalidType', 'currency: UnknownCurrency'],
  ],
  ['gold', { currency: 'XAU' }, ['currency: UnknownCurrency']],
  ['a currency in small letters', { currency: 'eur' }, ['currency: InvalidFormat']],
  ['the same account twice', { toAccount: 'alice' }, ['toAccount: SameAccount']],
  ['an unknown field', { urgent: true }, ['urgent: UnknownField']],
  [
    'everything at once',
    {
      requester: 'a\nb',
      toAccount: 'alice',
      amount: '-1.001',
      currency: 'XAU',
      reference: 'r'.repeat(200_000),
      schemaVersion: 2,
      urgent: true,
    },
    [
      'amount: AmountNotPositive',
      'currency: UnknownCurrency',
      'reference: InvalidFormat',
      'requester: InvalidFormat',
      'schemaVersion: InvalidValue',
      'toAccount: SameAccount',
      'urgent: UnknownField',
    ],
  ],
])('%s', (_, change, reasons) => {
  const assessment = assessRequest({ ...good, ...change });
  expect(assessment.ok ? [] : assessment.reasons.map(({ path, rule }) => `${path}: ${rule}`).sort()).toEqual(reasons);
});

test.each([null, undefined, 'text', 5, []])('%j is refused, not thrown at', (detail) => {
  expect(assessRequest(detail)).toMatchObject({ ok: false });
});
