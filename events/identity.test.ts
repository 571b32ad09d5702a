import { describe, expect, test } from 'vitest';
import { derivedId, idempotencyKeyOf, isTraceparent, namespace, requesterOf, transferIdOf } from './identity.ts';
import { facts } from './index.ts';

describe('ids are pure functions of what they name', () => {
  // Fixed forever: every system that computes a transfer's id itself depends on them.
  test('known values', () => {
    expect(namespace).toBe('218c6d7c-fd09-4be3-96f7-341c190607f4');
    expect(transferIdOf('payroll', 'salary-2026-11-0042')).toBe('5c52828b-a53e-588f-869c-8ea4a0a6430a');
    expect(derivedId('payroll', 'salary-2026-11-0042')).toBe('5c52828b-a53e-588f-869c-8ea4a0a6430a');
  });

  test.each<[what: string, one: [string, string], other: [string, string]]>([
    ['another requester', ['payroll', 'k'], ['billing', 'k']],
    ['another key', ['payroll', 'k'], ['payroll', 'K']],
    ['the border between the two', ['payroll', 'k1'], ['payrollk', '1']],
    ['accents composed or not are other names', ['caf\u00e9', 'k'], ['cafe\u0301', 'k']],
  ])('%s is another id', (_, one, other) => {
    expect(transferIdOf(...one)).not.toBe(transferIdOf(...other));
  });
});

test('a name that UTF-8 cannot write has no id', () => {
  for (const half of ['\ud800', '\udfff', '\udc00\ud800']) {
    expect(() => transferIdOf('payroll', half)).toThrow(TypeError);
    expect(() => transferIdOf(half, 'k')).toThrow(TypeError);
    expect(() => derivedId('payroll', half)).toThrow(TypeError);
  }
  expect(transferIdOf('payroll', '💶')).not.toBe(transferIdOf('payroll', '\ufffd'));
});

describe('a valid requester or key', () => {
  test.each<[value: unknown, usable: boolean]>([
    ['payroll', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['', false],
    ['two\nlines', false],
    ['nul\u0000', false],
    ['\ud800', false],
    // Refused by the contract, but a request that was accepted under it before must be known again.
    ['M\ufffdller-11', true],
    [undefined, false],
    [null, false],
    [5, false],
    [{ toString: () => 'payroll' }, false],
  ])('%j: %s', (value, usable) => {
    expect(requesterOf(value)).toBe(usable ? value : undefined);
    expect(idempotencyKeyOf(value)).toBe(usable ? value : undefined);
  });
});

test.each<[value: unknown, wellFormed: boolean]>([
  ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', true],
  ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7', false],
  ['', false],
  [undefined, false],
])('%j is a trace context: %s', (value, wellFormed) => {
  expect(isTraceparent(value)).toBe(wellFormed);
});

test.each(Object.values(facts).filter((fact) => fact !== facts.transferRequestRefused))(
  'the example of $name has the ids that it would have',
  ({ name, example }) => {
    const { requester, idempotencyKey, transferId, eventId } = example as (typeof facts.transferAccepted)['example'];
    expect(transferId).toBe(transferIdOf(requester, idempotencyKey));
    expect(eventId).toBe(derivedId(transferId, name === 'TransferNeedsAttention' ? `${name} NoOutcome` : name));
  },
);
