/**
 * Amounts. In code and database an amount is a bigint of minor units (cents); in contracts a decimal string with an
 * ISO 4217 code beside it. Never a float.
 */
import { exponentOf } from './currency.ts';

export type AmountRefusal = 'UnknownCurrency' | 'AmountNotPositive' | 'TooManyDecimals' | 'AmountTooLarge';

export interface AmountViolation {
  readonly refusal: AmountRefusal;
  readonly message: string;
}

export type AmountResult =
  | { readonly ok: true; readonly minorUnits: bigint }
  | { readonly ok: false; readonly violations: readonly AmountViolation[] };

/** The largest amount, and the largest balance that a credit or an opening may lead to. A reversal may go beyond it. */
export const maxMinorUnits = 2n ** 63n - 1n;

/** Longer texts are not read: a sender must not make us compute with a million digits. */
const maxAmountLength = 64;

const decimal = /^(-?)(\d+)(?:\.(\d+))?$/;

/** `"120.50"`, `"EUR"` → 12050n, or every rule it breaks. Undefined if the text is not a decimal number at all. */
export function toMinorUnits(amount: string, currency: string): AmountResult | undefined {
  const match = amount.length <= maxAmountLength ? decimal.exec(amount) : undefined;
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const exponent = exponentOf(currency);
  const violations: AmountViolation[] = [];
  if (sign === '-' || !/[1-9]/.test(whole + fraction)) {
    violations.push({ refusal: 'AmountNotPositive', message: 'must be greater than zero' });
  }
  if (exponent === undefined) {
    violations.push({ refusal: 'UnknownCurrency', message: 'is not a currency with a minor unit in ISO 4217' });
    return { ok: false, violations };
  }
  if (fraction.length > exponent) {
    violations.push({
      refusal: 'TooManyDecimals',
      message: `has ${fraction.length} decimals; ${currency} has ${exponent}`,
    });
    return { ok: false, violations };
  }
  const minorUnits = BigInt(whole + fraction.padEnd(exponent, '0'));
  if (minorUnits > maxMinorUnits) {
    violations.push({ refusal: 'AmountTooLarge', message: 'is more than a ledger account can hold' });
  }
  return violations.length === 0 ? { ok: true, minorUnits } : { ok: false, violations };
}

/** 12050n, `"EUR"` → `"120.50"`; negative amounts keep their sign. @throws RangeError for a currency without an exponent */
export function fromMinorUnits(minorUnits: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  if (exponent === undefined) throw new RangeError(`${currency} has no minor unit in ISO 4217`);
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${minorUnits < 0n ? '-' : ''}${whole}${fraction}`;
}
