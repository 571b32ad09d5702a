/**
 * The rules across databases, for one transfer. Pure. If something that is there breaks a rule, it is broken for good: nothing is ever
 * taken away. If something is missing, we may only have read too early: such a transfer is `doubtful`, the missing parts are read
 * once more, and `judgeAgain` decides.
 */
import type { Check, CheckViolation } from '../check.ts';
import { amountOf, type DecidedOutcome, decidedOutcomes, type TransferView } from './view.ts';

export const transferChecks = {
  inTransit: {
    name: 'in-transit-matches-open-transfers',
    description:
      'A transfer that is debited and neither credited nor reversed has exactly its amount in transit, any other has nothing.',
  },
  oneOutcome: {
    name: 'one-outcome-per-transfer',
    description:
      'Each accepted transfer has exactly one outcome, or is younger than the bound; no credit without its debit, no reversal beside a credit.',
  },
  agreement: {
    name: 'outcomes-agree',
    description: "The registry's outcome, reason and time are those that the records decide.",
  },
  origin: {
    name: 'records-were-requested',
    description: 'Each record belongs to an accepted transfer, and repeats its accounts, amount and currency.',
  },
} as const satisfies Record<string, Check>;

export type TransferCheck = keyof typeof transferChecks;

export interface Problem {
  readonly check: TransferCheck;
  readonly violation: CheckViolation;
}

export interface TransferResult {
  readonly problems: readonly Problem[];
  readonly doubtful: boolean;
}

/** @param oldestMs transfers accepted before it must have an outcome. */
export function judge(view: TransferView, oldestMs: number): TransferResult {
  const { registry, source } = view;
  const decided = decidedOutcomes(view);
  const problems = [
    ...inTransitProblems(view),
    ...recordProblems(view, decided),
    ...termsProblems(view),
    ...registryProblems(view, decided, oldestMs),
  ];
  const hasRecords = source?.debit !== undefined || view.destination?.credit !== undefined;
  const doubtful =
    (hasRecords && !registry) || lacksTombstone(view) || (decided.length > 0 && registry?.outcome === null);
  return { problems, doubtful };
}

function inTransitProblems(view: TransferView): Problem[] {
  const { destination, source } = view;
  const debited = source?.debit?.verdict === 'applied';
  const settled = destination?.credit?.verdict === 'applied' || source?.reversal !== undefined;
  const expected = debited && !settled ? amountOf(source.debit.terms) : 0n;
  const found = (source?.inTransit ?? 0n) + (destination?.inTransit ?? 0n);
  if (found === expected) return [];
  return [problem('inTransit', view, { inTransit: String(found), expected: String(expected) })];
}

function recordProblems(view: TransferView, decided: readonly DecidedOutcome[]): Problem[] {
  const { destination, source } = view;
  const problems: string[] = [];
  if (decided.length > 1) problems.push(`two outcomes: ${decided.map(({ outcome }) => outcome).join(' and ')}`);
  if (destination?.credit?.verdict === 'applied' && source?.debit?.verdict !== 'applied') {
    problems.push('credited without a debit');
  }
  if (source?.reversal && source.debit?.verdict !== 'applied') problems.push('reversed without a debit');
  return problems.map((text) => problem('oneOutcome', view, { problem: text }));
}

function termsProblems(view: TransferView): Problem[] {
  const { registry, destination, source } = view;
  const parts = { registry, debit: source?.debit, reversal: source?.reversal, credit: destination?.credit };
  const terms = Object.entries(parts).flatMap(([name, part]) => (part ? [[name, part.terms] as const] : []));
  if (new Set(terms.map(([, text]) => text)).size <= 1) return [];
  return [problem('origin', view, { problem: 'terms differ', ...Object.fromEntries(terms) })];
}

function registryProblems(view: TransferView, decided: readonly DecidedOutcome[], oldestMs: number): Problem[] {
  const { registry } = view;
  if (!registry) return [];
  if (registry.outcome === null) {
    if (decided.length > 0 || registry.acceptedAtMs >= oldestMs) return [];
    return [problem('oneOutcome', view, { problem: 'no outcome, and older than the bound' })];
  }
  const { outcome, reason, outcomeAtMs } = registry;
  if (decided.some((each) => each.outcome === outcome && each.reason === reason && each.decidedAtMs === outcomeAtMs)) {
    return [];
  }
  return [disagreement(view, decided)];
}

function disagreement(view: TransferView, decided: readonly DecidedOutcome[]): Problem {
  const show = (outcome: string | null | undefined, reason: string | null | undefined) =>
    outcome ? [outcome, reason].filter(Boolean).join(' ') : null;
  return problem('agreement', view, {
    registry: show(view.registry?.outcome, view.registry?.reason),
    records: decided.map(({ outcome, reason }) => show(outcome, reason)).join(', ') || null,
  });
}

/** A debit is cancelled or reversed only after its credit is refused or cancelled: otherwise the credit could still be applied. */
function lacksTombstone({ destination, source }: TransferView): boolean {
  const undone = source?.reversal !== undefined || source?.debit?.verdict === 'cancelled';
  return undone && destination?.credit === undefined;
}

/**
 * @param view its registry and credit were read after everything else.
 * @param outcomeDelivered whether the copy of the outcome had been delivered before that registry was read.
 */
export function judgeAgain(view: TransferView, outcomeDelivered: boolean, oldestMs: number): Problem[] {
  const decided = decidedOutcomes(view);
  if (!view.registry) return [problem('origin', view, { problem: 'no accepted transfer' })];
  const problems: Problem[] = [];
  if (lacksTombstone(view)) {
    problems.push(problem('oneOutcome', view, { problem: 'undone while its credit is undecided' }));
  }
  const late = outcomeDelivered || decided.some(({ decidedAtMs }) => decidedAtMs < oldestMs);
  if (view.registry.outcome === null && decided.length > 0 && late) problems.push(disagreement(view, decided));
  return problems;
}

function problem(check: TransferCheck, { id }: TransferView, details: CheckViolation): Problem {
  return { check, violation: { transferId: id, ...details } };
}
