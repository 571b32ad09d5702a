import { expect, test } from 'vitest';
import { readOpening } from './opening.ts';

const sound = { id: 'alice', currency: 'EUR', balance: '100.00', overdraft: '0.00' };

test.each([
  ['EUR', '100.00', '0', 10_000n, 0n],
  ['EUR', '0', '50.5', 0n, 5050n],
  ['EUR', '0.00', '0.00', 0n, 0n],
  ['JPY', '100', '7', 100n, 7n],
  ['BHD', '1.234', '0.001', 1234n, 1n],
])('%s %s with an overdraft of %s is read', (currency, balance, overdraft, minorUnits, overdraftLimit) => {
  expect(readOpening({ id: 'alice', currency, balance, overdraft, owner: 'Alice A.' })).toEqual({
    ok: true,
    opening: { id: 'alice', currency, balance: minorUnits, overdraftLimit, owner: 'Alice A.' },
  });
});

test.each([
  [{ id: '' }, ['id InvalidFormat']],
  [{ id: 'in-transit:EUR' }, ['id InvalidFormat']],
  [{ id: 'x'.repeat(65) }, ['id InvalidFormat']],
  [{ currency: 'EURO' }, ['currency UnknownCurrency']],
  [{ currency: 'XAU' }, ['currency UnknownCurrency']],
  [{ balance: '-1' }, ['balance AmountNegative']],
  [{ balance: '-0' }, ['balance AmountNegative']],
  [{ balance: '1.001' }, ['balance TooManyDecimals']],
  [{ balance: '1e3' }, ['balance InvalidFormat']],
  [{ balance: '' }, ['balance InvalidFormat']],
  [{ balance: '92233720368547758.08' }, ['balance AmountTooLarge']],
  [{ overdraft: '-0.01', balance: 'all' }, ['balance InvalidFormat', 'overdraft AmountNegative']],
  [{ owner: 'a\nb' }, ['owner InvalidFormat']],
  [{ owner: 'M\ufffdller' }, ['owner UnreadCharacter']],
  [{ owner: '\ud800' }, ['owner IllFormedText']],
])('%j is refused as %j', (changed, expected) => {
  const read = readOpening({ ...sound, ...changed });
  expect(read.ok ? [] : read.violations.map(({ path, rule }) => `${path} ${rule}`)).toEqual(expected);
});
