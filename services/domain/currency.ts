/** ISO 4217 exponents, from the published table (never from Intl, which differs for 16 currencies). */
import { current, withdrawn } from './iso-4217.ts';

const exponents: ReadonlyMap<string, number> = new Map(
  [...current, ...withdrawn].flatMap(([decimals, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, decimals] as const),
  ),
);

/**
 * Decimals of a currency (EUR 2, JPY 0, BHD 3); undefined for a code that ISO 4217 does not know, or that has no minor unit. Withdrawn
 * ones are known. A bank chooses its currencies by its accounts.
 */
export function exponentOf(currency: string): number | undefined {
  return exponents.get(currency);
}
