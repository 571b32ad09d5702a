/** The rules across databases, on transfers as they may be read while they move. */
import { describe, expect, test } from 'vitest';
import { judge, judgeAgain } from './judge.ts';
import type { RecordPart, RegistryPart, TransferView } from './view.ts';

const terms = 'alice|bob|100|EUR';
const record = (verdict: RecordPart['verdict'], reason: string | null = null): RecordPart => ({
  verdict,
  reason,
  terms,
  recordedAtMs: 2000,
});
const registry = (outcome: string | null = null, reason: string | null = null): RegistryPart => ({
  terms,
  acceptedAtMs: 1000,
  outcome,
  reason,
  outcomeAtMs: outcome ? 2000 : null,
});

interface Parts {
  readonly registry?: RegistryPart;
  readonly debit?: RecordPart;
  readonly reversal?: RecordPart;
  readonly credit?: RecordPart;
  /** In transit: by the source's entries, by the destination's. */
  readonly transit?: readonly [bigint, bigint];
}

function view({ debit, reversal, credit, transit = [0n, 0n], ...rest }: Parts): TransferView {
  return {
    id: 'T',
    registry: rest.registry,
    source: debit || reversal ? { debit, reversal, inTransit: transit[0] } : undefined,
    destination: credit ? { credit, inTransit: transit[1] } : undefined,
  };
}

const applied = record('applied');
const completed = { debit: applied, credit: applied, transit: [100n, -100n] } as const;
const frozen = record('refused', 'AccountFrozen');

describe('judge', () => {
  test.each<[what: string, parts: Parts, problems: string[], doubtful: boolean]>([
    ['accepted', { registry: registry() }, [], false],
    ['debited', { registry: registry(), debit: applied, transit: [100n, 0n] }, [], false],
    ['credited, not yet copied', { registry: registry(), ...completed }, [], true],
    ['completed', { registry: registry('Completed'), ...completed }, [], false],
    ['accepted after the registry was read', { debit: applied, transit: [100n, 0n] }, [], true],
    ['rejected', { registry: registry('Rejected', 'AccountFrozen'), debit: frozen }, [], false],
    [
      'rolled back, the tombstone not seen',
      { registry: registry(), debit: applied, reversal: record('applied', 'TimedOut') },
      [],
      true,
    ],
    [
      'rolled back',
      {
        registry: registry('RolledBack', 'AccountFrozen'),
        debit: applied,
        reversal: record('applied', 'AccountFrozen'),
        credit: frozen,
      },
      [],
      false,
    ],
    ['cancelled, the tombstone not seen', { registry: registry(), debit: record('cancelled') }, [], true],
    ['a debit without entries', { registry: registry(), debit: applied }, ['inTransit'], false],
    [
      'entries that were paid twice',
      { registry: registry(), debit: applied, transit: [200n, 0n] },
      ['inTransit'],
      false,
    ],
    [
      'a credit without a debit',
      { registry: registry('Completed'), credit: applied, transit: [0n, -100n] },
      ['inTransit', 'oneOutcome'],
      false,
    ],
    [
      'credited and reversed',
      { registry: registry('Completed'), ...completed, reversal: record('applied', 'TimedOut'), transit: [0n, -100n] },
      ['inTransit', 'oneOutcome'],
      false,
    ],
    ['another outcome', { registry: registry('Rejected', 'TimedOut'), ...completed }, ['agreement'], false],
    [
      'an outcome of no record',
      { registry: registry('Completed'), debit: applied, transit: [100n, 0n] },
      ['agreement'],
      false,
    ],
    [
      'other terms',
      { registry: { ...registry('Completed'), terms: 'alice|bob|101|EUR' }, ...completed },
      ['origin'],
      false,
    ],
  ])('%s', (_, parts, problems, doubtful) => {
    const verdict = judge(view(parts), 500);
    expect(verdict.problems.map(({ check }) => check)).toEqual(problems);
    expect(verdict.doubtful).toBe(doubtful);
  });

  test.each([
    [500, []],
    [1000, []],
    [1001, ['oneOutcome']],
  ])('accepted at 1000 with a bound at %i', (oldestMs, problems) => {
    expect(judge(view({ registry: registry() }), oldestMs).problems.map(({ check }) => check)).toEqual(problems);
  });
});

describe('judgeAgain', () => {
  test.each<[what: string, parts: Parts, delivered: boolean, problems: string[]]>([
    ['the registry knows it by now', { registry: registry(), debit: applied }, false, []],
    ['no registry knows it', { debit: applied }, false, ['origin']],
    [
      'the tombstone is there',
      { registry: registry('Rejected', 'TimedOut'), debit: record('cancelled'), credit: record('cancelled') },
      true,
      [],
    ],
    [
      'there is no tombstone',
      { registry: registry('Rejected', 'TimedOut'), debit: record('cancelled') },
      true,
      ['oneOutcome'],
    ],
    ['the copy is on its way', { registry: registry(), ...completed }, false, []],
    ['the copy was delivered and is not there', { registry: registry(), ...completed }, true, ['agreement']],
  ])('%s', (_, parts, delivered, problems) => {
    expect(judgeAgain(view(parts), delivered, 500).map(({ check }) => check)).toEqual(problems);
  });

  test('the copy is on its way for longer than the bound', () => {
    expect(judgeAgain(view({ registry: registry(), ...completed }), false, 2001).map(({ check }) => check)).toEqual([
      'agreement',
    ]);
  });
});
