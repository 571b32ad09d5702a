/** ISO 4217 exponents, from the published table (never from Intl, which differs for 16 currencies). */
import { code } from 'currency-codes';

/** Codes that ISO 4217 gives no minor unit (gold, SDR, "no currency", the test code): nothing can be booked in them. */
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

/** What ISO 4217 has added since the package's table of June 2024: the Caribbean guilder, in force since 31 March 2025. */
const addedSince: Readonly<Record<string, number>> = { XCG: 2 };

/**
 * Decimals of a currency (EUR 2, JPY 0, BHD 3); undefined for a code that ISO 4217 does not know or gives no minor unit. A code that
 * ISO 4217 withdraws (BGN and ANG, in 2025) stays: amounts booked in it must stay readable, and a copy of an old request must stay a
 * copy, for its identity has the amount in minor units. Which currencies a bank holds, its accounts say.
 */
export function exponentOf(currency: string): number | undefined {
  // The package finds small letters too; ISO 4217 has none.
  if (!/^[A-Z]{3}$/.test(currency) || withoutMinorUnit.has(currency)) return undefined;
  return code(currency)?.digits ?? addedSince[currency];
}
