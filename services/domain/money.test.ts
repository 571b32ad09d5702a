import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponentOf } from './currency.ts';
import { fromMinorUnits, maxMinorUnits, toMinorUnits } from './money.ts';

/** Currencies of each number of decimals in ISO 4217, among them those that people trip over. */
const exponents = [
  ['JPY', 0],
  ['ISK', 0],
  ['EUR', 2],
  ['HUF', 2],
  ['BHD', 3],
  ['TND', 3],
  ['CLF', 4],
  ['UYW', 4],
] as const;

const currencies = fc.constantFrom(...exponents.map(([currency]) => currency));
const amounts = fc.bigInt({ min: 1n, max: maxMinorUnits });

describe('exponents', () => {
  test.each(exponents)('%s has %i decimals', (currency, exponent) => {
    expect(exponentOf(currency)).toBe(exponent);
  });

  test.each(['XAU', 'XDR', 'XTS', 'XXX', 'ZZZ', 'EURO', '', '__proto__'])('%j has no decimals', (currency) => {
    expect(exponentOf(currency)).toBeUndefined();
  });
});

describe('toMinorUnits', () => {
  test.each<[amount: string, currency: string, minorUnits: bigint]>([
    ['120.50', 'EUR', 12050n],
    ['120.5', 'EUR', 12050n],
    ['120', 'EUR', 12000n],
    ['00120.50', 'EUR', 12050n],
    ['0.01', 'EUR', 1n],
    ['5', 'JPY', 5n],
    ['0.001', 'BHD', 1n],
    ['0.0001', 'CLF', 1n],
    ['92233720368547758.07', 'EUR', maxMinorUnits],
  ])('%s %s', (amount, currency, minorUnits) => {
    expect(toMinorUnits(amount, currency)).toEqual({ ok: true, minorUnits });
  });

  test.each<[amount: string, currency: string, refusals: string[]]>([
    ['0', 'EUR', ['AmountNotPositive']],
    ['0.00', 'EUR', ['AmountNotPositive']],
    ['-5', 'EUR', ['AmountNotPositive']],
    ['-0', 'EUR', ['AmountNotPositive']],
    ['5.001', 'EUR', ['TooManyDecimals']],
    ['5.0', 'JPY', ['TooManyDecimals']],
    ['5.0001', 'BHD', ['TooManyDecimals']],
    ['92233720368547758.08', 'EUR', ['AmountTooLarge']],
    ['-92233720368547758.08', 'EUR', ['AmountNotPositive', 'AmountTooLarge']],
    ['-5.001', 'EUR', ['AmountNotPositive', 'TooManyDecimals']],
    ['5', 'ZZZ', ['UnknownCurrency']],
    ['-5', 'XAU', ['AmountNotPositive', 'UnknownCurrency']],
  ])('%s %s breaks %j, all named at once', (amount, currency, refusals) => {
    const result = toMinorUnits(amount, currency);
    expect(result?.ok === false && result.violations.map(({ refusal }) => refusal)).toEqual(refusals);
  });

  test.each(['', ' ', 'abc', '1e3', '1,5', '+1', '1.', '.5', '1 000', '0x10', 'NaN', 'Infinity', '1\n', '１', '--1'])(
    '%j is no decimal number',
    (amount) => {
      expect(toMinorUnits(amount, 'EUR')).toBeUndefined();
    },
  );
});

describe('round trips (fast-check prints the seed of a failure)', () => {
  test('minor units -> text -> minor units', () => {
    fc.assert(
      fc.property(amounts, currencies, (minorUnits, currency) => {
        expect(toMinorUnits(fromMinorUnits(minorUnits, currency), currency)).toEqual({ ok: true, minorUnits });
      }),
    );
  });

  test('text has exactly the decimals of its currency, and a sign only below zero', () => {
    fc.assert(
      fc.property(amounts, currencies, (minorUnits, currency) => {
        const text = fromMinorUnits(minorUnits, currency);
        expect(text.split('.')[1]?.length ?? 0).toBe(exponentOf(currency));
        expect(fromMinorUnits(-minorUnits, currency)).toBe(`-${text}`);
      }),
    );
  });

  test('the order and the sum of amounts survive', () => {
    const half = fc.bigInt({ min: 1n, max: maxMinorUnits / 2n });
    fc.assert(
      fc.property(half, half, currencies, (left, right, currency) => {
        const value = (minorUnits: bigint) => {
          const result = toMinorUnits(fromMinorUnits(minorUnits, currency), currency);
          return result?.ok ? result.minorUnits : -1n;
        };
        expect(value(left) + value(right)).toBe(value(left + right));
        expect(value(left) < value(right)).toBe(left < right);
      }),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 64 }), fc.string({ maxLength: 8 }), (amount, currency) => {
        toMinorUnits(amount, currency);
      }),
    );
  });
});

test.each<[minorUnits: bigint, currency: string, text: string]>([
  [0n, 'EUR', '0.00'],
  [-1n, 'EUR', '-0.01'],
  [5n, 'JPY', '5'],
  [0n, 'JPY', '0'],
  [1n, 'CLF', '0.0001'],
  [-123456n, 'BHD', '-123.456'],
])('%s %s is written %s', (minorUnits, currency, text) => {
  expect(fromMinorUnits(minorUnits, currency)).toBe(text);
});

test('an amount without a currency cannot be written', () => {
  expect(() => fromMinorUnits(1n, 'ZZZ')).toThrow(RangeError);
});
