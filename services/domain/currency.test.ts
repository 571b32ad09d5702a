import { expect, test } from 'vitest';
import { exponentOf } from './currency.ts';
import { current, withdrawn } from './iso-4217.ts';

test.each([
  ['EUR', 2],
  ['JPY', 0],
  ['BHD', 3],
  ['CLF', 4],
  ['XCG', 2],
  ['XAD', 2],
  ['ZWG', 2],
  ['SLE', 2],
  ['VED', 2],
  ['CUC', 2],
  ['UYW', 4],
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

test('the table has each code once: as many as the list of 1 January 2026, and the withdrawn ones', () => {
  const codesOf = (list: typeof current) => list.flatMap(([, codes]) => codes.trim().split(/\s+/));
  const all = [...codesOf(current), ...codesOf(withdrawn)];
  expect(codesOf(current)).toHaveLength(165);
  expect(all.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
});
