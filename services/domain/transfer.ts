/**
 * Glossary.
 * - transfer: one accepted movement of money; it ends in exactly one outcome.
 * - step: debit (at the source account) or credit (at the destination); a reversal undoes a debit.
 * - record: the one permanent row per (transfer, step); the first writer wins.
 * - verdict: applied, refused or cancelled. A cancelled record is a tombstone: the step can never be applied.
 * - outcome: how the transfer ended, a pure function of its records.
 */

/** Who pays whom how much. Every record of the transfer repeats it. */
export interface Terms {
  readonly transferId: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** Minor units, positive. */
  readonly amount: bigint;
  readonly currency: string;
}

export type Step = 'debit' | 'credit' | 'reversal';

export type StepRecord = Terms &
  (
    | { readonly step: 'debit' | 'credit'; readonly verdict: 'applied' | 'cancelled'; readonly reason: null }
    | { readonly step: 'debit' | 'credit'; readonly verdict: 'refused'; readonly reason: StepRefusal }
    | { readonly step: 'reversal'; readonly verdict: 'applied'; readonly reason: OutcomeReason }
  );

/** Business rules that a step can break; never a technical error. */
export type StepRefusal =
  | 'InsufficientFunds'
  | 'AccountNotFound'
  | 'AccountFrozen'
  | 'AccountClosed'
  | 'CurrencyMismatch'
  | 'BalanceTooLarge';

/** Rules that a request can break on top of its contract's form. */
export type RequestRefusal =
  | 'SameAccount'
  | 'AmountNotPositive'
  | 'TooManyDecimals'
  | 'UnknownCurrency'
  | 'AmountTooLarge'
  | 'IdempotencyKeyReuse';

/** Why a transfer did not complete: the broken rule, or `TimedOut` if a rollback came before the step. */
export type OutcomeReason = StepRefusal | 'TimedOut';

export type OutcomeName = 'Completed' | 'Rejected' | 'RolledBack';

export type Outcome =
  | { readonly outcome: 'Completed'; readonly reason: null }
  | { readonly outcome: 'Rejected' | 'RolledBack'; readonly reason: OutcomeReason };

export type AccountStatus = 'open' | 'frozen' | 'closed';

export interface Account {
  readonly id: string;
  readonly currency: string;
  readonly status: AccountStatus;
  /** Minor units. */
  readonly balance: bigint;
  /** Minor units, zero or more: how far below zero the balance may go. */
  readonly overdraftLimit: bigint;
}

/** Whether a record was written for the same movement. A known id with other terms is `IdempotencyKeyReuse`. */
export function sameTerms(left: Terms, right: Terms): boolean {
  return (
    left.transferId === right.transferId &&
    left.fromAccount === right.fromAccount &&
    left.toAccount === right.toAccount &&
    left.amount === right.amount &&
    left.currency === right.currency
  );
}
