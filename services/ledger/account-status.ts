/** The rules of an account's status. Pure. */
import type { Account, AccountStatus } from '../domain/transfer.ts';

export type StatusChange = 'freeze' | 'unfreeze' | 'close';

export type StatusRefusal = 'AccountClosed' | 'BalanceNotZero';

export type StatusDecision =
  | { readonly ok: true; readonly status: AccountStatus }
  | { readonly ok: false; readonly refusal: StatusRefusal };

const target: Record<StatusChange, AccountStatus> = { freeze: 'frozen', unfreeze: 'open', close: 'closed' };

/**
 * A closed account stays closed. A change to the status that the account already has succeeds and changes nothing.
 * An account with money in transit may be closed: a reversal can always be posted (and raises an alarm).
 */
export function decideStatus({ status, balance }: Account, change: StatusChange): StatusDecision {
  if (status === target[change]) return { ok: true, status };
  if (status === 'closed') return { ok: false, refusal: 'AccountClosed' };
  if (change === 'close' && balance !== 0n) return { ok: false, refusal: 'BalanceNotZero' };
  return { ok: true, status: target[change] };
}
