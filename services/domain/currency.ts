/** ISO 4217 exponents, from the published table (never from Intl, which differs for 16 currencies). */
import { code } from 'currency-codes';

/** Codes without a minor unit in ISO 4217 (gold, SDR, "no currency", the test code): nothing can be booked in them. */
const withoutMinorUnit = new Set([
  'XAG',
  'XAU',
  'XBA',
  'XBB',
  'XBC',
  'XBD',
  'XDR',
  'XPD',
  'XPT',
  'XSU',
  'XTS',
  'XUA',
  'XXX',
]);

/** Added to ISO 4217 since the package's table of June 2024: the Caribbean guilder, in force since 31 March 2025. */
const addedSince: Readonly<Record<string, number>> = { XCG: 2 };

/**
 * Decimals of a currency (EUR 2, JPY 0, BHD 3); undefined for a code that ISO 4217 does not know, or that has no minor unit. Codes that
 * ISO 4217 withdraws (BGN and ANG, in 2025) stay: amounts booked in them must stay readable, and the identity of an old request has
 * its amount in minor units. A bank chooses its currencies by its accounts.
 */
export function exponentOf(currency: string): number | undefined {
  // The package accepts lower case too; ISO 4217 does not.
  if (!/^[A-Z]{3}$/.test(currency) || withoutMinorUnit.has(currency)) return undefined;
  return code(currency)?.digits ?? addedSince[currency];
}
