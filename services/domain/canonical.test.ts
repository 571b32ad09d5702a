import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requests } from '../../events/index.ts';
import { canonicalDetail, canonicalPayload } from './canonical.ts';

const base: Record<string, unknown> = requests.transferRequested.example;
const trace = (digit: string) => `00-4bf92f3577b34da6a3ce929d0e0e473${digit}-00f067aa0ba902b7-01`;

describe('the payload: what is asked for', () => {
  test.each<[what: string, other: Record<string, unknown>]>([
    ['other key order', Object.fromEntries(Object.entries(base).reverse())],
    ['120.5', { ...base, amount: '120.5' }],
    ['leading zeros', { ...base, amount: '00120.50' }],
    ['another schemaVersion', { ...base, schemaVersion: 2 }],
    ['no schemaVersion', { ...base, schemaVersion: undefined }],
    ['a trace context', { ...base, traceparent: trace('6') }],
    ['metadata in another order', { ...base, metadata: { department: 'R&D' } }],
  ])('%s: the same', (_, other) => {
    const sent = JSON.parse(JSON.stringify(other));
    expect(canonicalPayload(sent)).toBe(canonicalPayload(base));
  });

  test.each<[what: string, other: Record<string, unknown>]>([
    ['amount', { ...base, amount: '120.51' }],
    ['currency', { ...base, currency: 'USD' }],
    ['currency with other decimals', { ...base, currency: 'BHD' }],
    ['amount as a number', { ...base, amount: 120.5 }],
    ['amount in the canonical form itself', { ...base, amount: 'minor:12050' }],
    ['amount in minor units', { ...base, amount: 12050 }],
    ['accounts exchanged', { ...base, fromAccount: base.toAccount, toAccount: base.fromAccount }],
    ['reference', { ...base, reference: 'salary November' }],
    ['no reference', { ...base, reference: undefined }],
    ['empty reference', { ...base, reference: '' }],
    ['metadata', { ...base, metadata: { department: 'R&E' } }],
    ['another field', { ...base, urgent: true }],
    ['a key __proto__', JSON.parse('{"__proto__":{"amount":"1"}}')],
  ])('%s: another', (_, other) => {
    const sent = JSON.parse(JSON.stringify(other));
    expect(canonicalPayload(sent)).not.toBe(canonicalPayload(base));
  });
});

describe('the detail: whether it is a copy', () => {
  test.each<[what: string, other: Record<string, unknown>, same: boolean]>([
    ['other key order', Object.fromEntries(Object.entries(base).reverse()), true],
    ['a trace context', { ...base, traceparent: trace('6') }, true],
    ['a broken trace context', { ...base, traceparent: 'none' }, false],
    ['a mended schemaVersion', { ...base, schemaVersion: 2 }, false],
    ['a mended amount of the same value', { ...base, amount: '0000000000000120.50' }, false],
  ])('%s: %s', (_, other, same) => {
    expect(canonicalDetail(other) === canonicalDetail(base)).toBe(same);
  });
});

describe('any JSON object has one of each (fast-check prints the seed of a failure)', () => {
  const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }));
  test('and both are the same after a trip through JSON, with keys in any order', () => {
    fc.assert(
      fc.property(objects, fc.integer(), (object, turn) => {
        const entries = Object.entries(JSON.parse(JSON.stringify(object)));
        const turned = entries.map(
          (_, index) => entries.at((index + turn) % Math.max(entries.length, 1)) ?? ['', null],
        );
        const again = Object.fromEntries(turned);
        expect(canonicalPayload(again)).toBe(canonicalPayload(object));
        expect(canonicalDetail(again)).toBe(canonicalDetail(object));
      }),
    );
  });

  test('two objects with one canonical detail are equal', () => {
    fc.assert(
      fc.property(objects, objects, (left, right) => {
        const equal = JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
        expect(canonicalDetail(left) === canonicalDetail(right)).toBe(equal);
      }),
    );
  });
});

test('nesting of any depth has a canonical form', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  expect(canonicalDetail(JSON.parse(`{"b":${deep},"a":1}`))).toBe(`{"a":1,"b":${deep}}`);
});

test('a list of any length has a canonical form', () => {
  const long = JSON.stringify(Array(400_000).fill(0));
  expect(canonicalDetail(JSON.parse(`{"list":${long}}`))).toBe(`{"list":${long}}`);
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => ({ key, inner: sorted(inner) }));
}
