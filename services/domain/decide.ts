/**
 * The decisions of the step protocol: pure functions of the command's terms, the account (read under its lock) and the records
 * that exist. A refusal is a value. The caller writes a `new` record, and answers with the record in either case.
 */
import { maxMinorUnits } from './money.ts';
import {
  type Account,
  type OutcomeReason,
  type StepRecord,
  type StepRefusal,
  sameTerms,
  type Terms,
} from './transfer.ts';

export type Decision =
  /** The record exists: answer with it, change nothing. */
  | { readonly kind: 'known'; readonly record: StepRecord }
  /** Write the record, and post its entries if it is `applied`. */
  | { readonly kind: 'new'; readonly record: StepRecord }
  /** The id is known with other terms: answer with a refusal and write nothing. The first transfer goes on untouched. */
  | { readonly kind: 'reused'; readonly reason: 'IdempotencyKeyReuse' };

const reused: Decision = { kind: 'reused', reason: 'IdempotencyKeyReuse' };

/** @param account the source account, locked; undefined if there is none. @param record the debit's record, if any. */
export function decideDebit(terms: Terms, account: Account | undefined, record: StepRecord | undefined): Decision {
  if (record) return known(terms, record);
  return first(terms, 'debit', refusalOfDebit(terms, account));
}

/** @param account the destination account, locked; undefined if there is none. @param record the credit's record, if any. */
export function decideCredit(terms: Terms, account: Account | undefined, record: StepRecord | undefined): Decision {
  if (record) return known(terms, record);
  return first(terms, 'credit', refusalOfCredit(terms, account));
}

/** Rollback, first half, at the destination: after it the credit is decided forever. */
export function decideCreditCancellation(terms: Terms, record: StepRecord | undefined): Decision {
  if (record) return known(terms, record);
  return tombstone(terms, 'credit');
}

/**
 * Rollback, second half, at the source, once the credit is known not to be applied: cancels the debit, or undoes it once.
 * A reversal is decided whatever the account's status, limit and balance: it only gives back.
 * @param why the reason why the credit was not applied.
 */
export function decideDebitUndoing(
  terms: Terms,
  debit: StepRecord | undefined,
  reversal: StepRecord | undefined,
  why: OutcomeReason,
): Decision {
  if (!debit) return tombstone(terms, 'debit');
  if (debit.verdict !== 'applied') return known(terms, debit);
  if (reversal) return known(terms, reversal);
  if (!sameTerms(terms, debit)) return reused;
  return { kind: 'new', record: { ...plain(terms), step: 'reversal', verdict: 'applied', reason: why } };
}

function known(terms: Terms, record: StepRecord): Decision {
  return sameTerms(terms, record) ? { kind: 'known', record } : reused;
}

function first(terms: Terms, step: 'debit' | 'credit', refusal: StepRefusal | undefined): Decision {
  const record: StepRecord = refusal
    ? { ...plain(terms), step, verdict: 'refused', reason: refusal }
    : { ...plain(terms), step, verdict: 'applied', reason: null };
  return { kind: 'new', record };
}

function tombstone(terms: Terms, step: 'debit' | 'credit'): Decision {
  return { kind: 'new', record: { ...plain(terms), step, verdict: 'cancelled', reason: null } };
}

/** Without other fields of the caller's object. */
function plain({ transferId, fromAccount, toAccount, amount, currency }: Terms): Terms {
  return { transferId, fromAccount, toAccount, amount, currency };
}

function refusalOfDebit(terms: Terms, account: Account | undefined): StepRefusal | undefined {
  if (!account) return 'AccountNotFound';
  const refusal = refusalByState(terms, account);
  if (refusal) return refusal;
  return account.balance - terms.amount < -account.overdraftLimit ? 'InsufficientFunds' : undefined;
}

function refusalOfCredit(terms: Terms, account: Account | undefined): StepRefusal | undefined {
  if (!account) return 'AccountNotFound';
  const refusal = refusalByState(terms, account);
  if (refusal) return refusal;
  return account.balance + terms.amount > maxMinorUnits ? 'BalanceTooLarge' : undefined;
}

function refusalByState(terms: Terms, account: Account): StepRefusal | undefined {
  if (account.status === 'closed') return 'AccountClosed';
  if (account.status === 'frozen') return 'AccountFrozen';
  return account.currency === terms.currency ? undefined : 'CurrencyMismatch';
}
