import { describe, expect, test } from 'vitest';
import { commands, facts, parse } from '../../events/index.ts';
import { factsOfRecord, transferFact } from './facts.ts';
import { outcomeDecidedBy } from './outcome.ts';
import type { OutcomeReason, Step, StepRecord, Terms } from './transfer.ts';

const order = commands.debitCommand.example.transfer;
const { transferId, fromAccount, toAccount, currency } = order;
const terms: Terms = { transferId, fromAccount, toAccount, amount: 12050n, currency };
const at = '2026-11-23T09:30:00.120Z';

describe('what each record decides, and the facts that it gives rise to', () => {
  test.each<[Step, StepRecord['verdict'], OutcomeReason | null, outcome: string | undefined, names: string[]]>([
    ['debit', 'applied', null, undefined, ['AccountDebited']],
    ['debit', 'refused', 'InsufficientFunds', 'Rejected InsufficientFunds', ['TransferRejected']],
    ['debit', 'cancelled', null, 'Rejected TimedOut', ['TransferRejected']],
    ['credit', 'applied', null, 'Completed', ['TransferCompleted']],
    ['credit', 'refused', 'AccountFrozen', undefined, []],
    ['credit', 'cancelled', null, undefined, []],
    ['reversal', 'applied', 'AccountFrozen', 'RolledBack AccountFrozen', ['TransferRolledBack']],
    ['reversal', 'applied', 'TimedOut', 'RolledBack TimedOut', ['TransferRolledBack']],
  ])('%s %s %s', (step, verdict, reason, outcome, names) => {
    const record = { ...terms, step, verdict, reason } as StepRecord;
    const decided = outcomeDecidedBy(record);
    expect(decided && [decided.outcome, decided.reason].filter(Boolean).join(' ')).toBe(outcome);
    const given = factsOfRecord(record, order, at);
    expect(given.map(({ detailType }) => detailType)).toEqual(names);
    if (decided) expect(given[0]?.detail.reason).toBe(decided.reason ?? undefined);
  });
});

describe('every fact keeps its contract', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  test.each([
    [facts.transferAccepted, 'TransferAccepted', undefined],
    [facts.accountDebited, 'AccountDebited', undefined],
    [facts.transferCompleted, 'TransferCompleted', null],
    [facts.transferRejected, 'TransferRejected', 'AccountNotFound'],
    [facts.transferRolledBack, 'TransferRolledBack', 'TimedOut'],
    [facts.transferNeedsAttention, 'TransferNeedsAttention', 'NoOutcome'],
    [facts.transferNeedsAttention, 'TransferNeedsAttention', 'ReversalOntoClosedAccount'],
  ] as const)('$name, %s %s', (contract, name, reason) => {
    for (const trace of [null, traceparent]) {
      const fact = transferFact(name, { ...order, traceparent: trace }, at, reason);
      expect(parse(contract, fact.detail)).toEqual({ ok: true, value: fact.detail });
      expect(fact.detail.eventId).toBe(fact.id);
      expect(fact.detail.traceparent).toBe(trace ?? undefined);
    }
  });

  test('one id per fact of a transfer, at any time; a call for attention has one per reason', () => {
    const idOf = (...[name, reason]: [Parameters<typeof transferFact>[0], string?]) =>
      [at, '2030-01-01T00:00:00.000Z'].map((time) => transferFact(name, order, time, reason).id);
    const ids = [idOf('TransferAccepted'), idOf('TransferNeedsAttention', 'A'), idOf('TransferNeedsAttention', 'B')];
    for (const [first, again] of ids) expect(first).toBe(again);
    expect(new Set(ids.flat()).size).toBe(3);
  });
});
