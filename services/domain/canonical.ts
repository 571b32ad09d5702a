/**
 * The canonical form of a request's payload: equal for two details that ask for the same thing. Its SHA-256 tells a
 * duplicate from a reused key. It must be total: it is taken before the contract check, of any JSON at all.
 */
import { toMinorUnits } from './money.ts';

/** Say how a request is written and traced, not what it asks for. */
const leftOut = new Set(['schemaVersion', 'traceparent']);

/** Canonical JSON text: keys sorted, the amount in minor units where it can be read, form and trace fields left out. */
export function canonicalPayload(detail: Readonly<Record<string, unknown>>): string {
  const { amount, currency } = detail;
  const money =
    typeof amount === 'string' && amount.length <= 64 && typeof currency === 'string'
      ? toMinorUnits(amount, currency)
      : undefined;
  const fields = Object.keys(detail)
    .filter((key) => !leftOut.has(key))
    .sort()
    .map((key) => {
      const value = key === 'amount' && money?.ok ? `minor:${money.minorUnits}` : detail[key];
      return `${JSON.stringify(key)}:${canonicalJson(value)}`;
    });
  return `{${fields.join(',')}}`;
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const object = value as Record<string, unknown>;
    const pairs = Object.keys(object).sort();
    return `{${pairs.map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
