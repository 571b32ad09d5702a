/** What someone types to open an account, read into what the ledger works with: pure. */
import type { Violation } from '../../events/index.ts';
import { exponentOf } from '../domain/currency.ts';
import { toMinorUnits } from '../domain/money.ts';

export interface Opening {
  readonly id: string;
  readonly currency: string;
  /** Minor units, zero or more; posted against the currency's issuance account. */
  readonly balance: bigint;
  /** Minor units, zero or more: how far below zero the balance may go. */
  readonly overdraftLimit: bigint;
  readonly owner: string | null;
}

export interface OpeningText {
  readonly id: string;
  readonly currency: string;
  /** Decimal strings in the units of the currency. */
  readonly balance: string;
  readonly overdraft: string;
  readonly owner?: string | undefined;
}

export type ReadOpening =
  | { readonly ok: true; readonly opening: Opening }
  | { readonly ok: false; readonly violations: Violation[] };

const idForm = /^[A-Za-z0-9._-]{1,64}$/;
const ownerForm = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]{1,128}$/u;

/** Names every broken rule at once, by the field it breaks. */
export function readOpening({ id, currency, balance, overdraft, owner }: OpeningText): ReadOpening {
  const violations: Violation[] = [];
  const refuse = (path: string, rule: string, message: string) => violations.push({ path, rule, message });
  if (!idForm.test(id)) refuse('id', 'InvalidFormat', 'must be 1 to 64 of letters, digits, dot, underscore and hyphen');
  if (owner !== undefined && !ownerForm.test(owner)) {
    refuse('owner', 'InvalidFormat', 'must be 1 to 128 printable characters');
  }
  // The table of currencies takes small letters too; the ledger does not.
  if (!/^[A-Z]{3}$/.test(currency) || exponentOf(currency) === undefined) {
    refuse('currency', 'UnknownCurrency', 'is not a currency with a minor unit in ISO 4217');
    return { ok: false, violations };
  }
  const balanceUnits = readAmount(balance, currency, 'balance', refuse);
  const overdraftLimit = readAmount(overdraft, currency, 'overdraft', refuse);
  if (violations.length > 0) return { ok: false, violations };
  return { ok: true, opening: { id, currency, balance: balanceUnits, overdraftLimit, owner: owner ?? null } };
}

/** Zero or more: unlike the amount of a transfer. */
function readAmount(
  text: string,
  currency: string,
  path: string,
  refuse: (path: string, rule: string, message: string) => void,
): bigint {
  const money = text.length <= 64 ? toMinorUnits(text, currency) : undefined;
  if (!money) {
    refuse(path, 'InvalidFormat', 'must be a decimal string such as "120.50"');
    return 0n;
  }
  if (money.ok) return money.minorUnits;
  for (const { refusal, message } of money.violations) {
    if (refusal !== 'AmountNotPositive') refuse(path, refusal, message);
    else if (text.startsWith('-')) refuse(path, 'AmountNegative', 'must be zero or more');
  }
  return 0n;
}
