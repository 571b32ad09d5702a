import { expect, test } from 'vitest';
import { exponentOf } from './currency.ts';

test.each([
  ['EUR', 2],
  ['JPY', 0],
  ['BHD', 3],
  ['CLF', 4],
  ['XCG', 2],
  ['BGN', 2],
  ['ANG', 2],
  ['ISK', 0],
  ['HUF', 2],
])('%s has %i decimals', (currency, exponent) => {
  expect(exponentOf(currency)).toBe(exponent);
});

test.each(['eur', 'Eur', 'XAU', 'XXX', 'XTS', 'EURO', '', 'constructor', 'ZZZ'])(
  '%s is not a currency for amounts',
  (currency) => {
    expect(exponentOf(currency)).toBeUndefined();
  },
);
