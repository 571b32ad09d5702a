/** Reads what someone types to open an account. Pure. */
import { z } from 'zod';
import { fields, parse, type Violation } from '../../events/index.ts';
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

/** All but the amounts; the same rules as in messages. */
const names = {
  schema: z.object({
    id: fields.naming(fields.accountId),
    owner: fields.naming(fields.printableText(1, 128)).optional(),
  }),
};

/** Names every broken rule at once, by its field. */
export function readOpening({ id, currency, balance, overdraft, owner }: OpeningText): ReadOpening {
  const named = parse(names, { id, owner });
  const violations = named.ok ? [] : named.violations;
  const refuse = (path: string, rule: string, message: string) => violations.push({ path, rule, message });
  if (exponentOf(currency) === undefined) {
    refuse('currency', 'UnknownCurrency', 'is not a currency with a minor unit in ISO 4217');
    return { ok: false, violations };
  }
  const balanceUnits = readAmount(balance, currency, 'balance', refuse);
  const overdraftLimit = readAmount(overdraft, currency, 'overdraft', refuse);
  if (violations.length > 0) return { ok: false, violations };
  return { ok: true, opening: { id, currency, balance: balanceUnits, overdraftLimit, owner: owner ?? null } };
}

/** Zero is allowed, unlike in the amount of a transfer. */
function readAmount(
  text: string,
  currency: string,
  path: string,
  refuse: (path: string, rule: string, message: string) => void,
): bigint {
  const money = toMinorUnits(text, currency);
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
