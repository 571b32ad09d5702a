/** Checks a request, before anything is stored: pure functions of the event's detail. */
import { mostSpecific, parse, requests, type TransferRequested, type Violation } from '../../events/index.ts';
import { exponentOf } from './currency.ts';
import { toMinorUnits } from './money.ts';
import type { RequestRefusal } from './transfer.ts';

export type Assessment =
  | { readonly ok: true; readonly request: TransferRequested; readonly amount: bigint }
  | { readonly ok: false; readonly reasons: Violation[] };

/** Checks a detail against its contract and the rules on top of it; names every broken one at once. */
export function assessRequest(detail: unknown): Assessment {
  const parsed = parse(requests.transferRequested, detail);
  const fields = (typeof detail === 'object' && detail !== null ? detail : {}) as Record<string, unknown>;
  const money = readMoney(fields);
  const ruleViolations = [...amountViolations(money), ...currencyViolation(fields), ...sameAccountViolation(fields)];
  if (parsed.ok && ruleViolations.length === 0 && money?.ok) {
    return { ok: true, request: parsed.value, amount: money.minorUnits };
  }
  return { ok: false, reasons: mostSpecific([...(parsed.ok ? [] : parsed.violations), ...ruleViolations]) };
}

function readMoney({ amount, currency }: Record<string, unknown>) {
  if (typeof amount !== 'string' || typeof currency !== 'string') return undefined;
  return toMinorUnits(amount, currency);
}

function amountViolations(money: ReturnType<typeof readMoney>): Violation[] {
  if (!money || money.ok) return [];
  return money.violations
    .filter(({ refusal }) => refusal !== 'UnknownCurrency') // named below, whatever the amount is
    .map(({ refusal, message }) => violation('amount', refusal, message));
}

function currencyViolation({ currency }: Record<string, unknown>): Violation[] {
  // In lower case it is a known currency in a wrong form, which the contract check says.
  if (typeof currency !== 'string' || exponentOf(currency.toUpperCase()) !== undefined) return [];
  return [violation('currency', 'UnknownCurrency', 'is not a currency with a minor unit in ISO 4217')];
}

function sameAccountViolation({ fromAccount, toAccount }: Record<string, unknown>): Violation[] {
  if (typeof fromAccount !== 'string' || fromAccount !== toAccount) return [];
  return [violation('toAccount', 'SameAccount', 'must be another account than fromAccount')];
}

/** For a caller that finds a known key with another payload. */
export const keyReused: Violation = violation(
  'idempotencyKey',
  'IdempotencyKeyReuse',
  'names a transfer that was accepted with another payload',
);

function violation(path: string, rule: RequestRefusal, message: string): Violation {
  return { path, rule, message };
}
