/**
 * The canonical forms of a request, taken before its contract is looked at, of any JSON object at all.
 * - payload: equal for two details that ask for the same thing; tells a duplicate of an accepted request from a reused key.
 * - detail: equal for two copies of one request; a refusal is kept under it. It says more than the payload, for what is wrong
 *   with a request may be its form: with a mended schemaVersion it asks for the same, and must get a verdict of its own.
 */
import { isTraceparent } from '../../events/index.ts';
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
      // No JSON value reads `minor:12050`, so no other amount can pass for this one.
      const value = key === 'amount' && money?.ok ? `minor:${money.minorUnits}` : canonicalJson(detail[key]);
      return `${JSON.stringify(key)}:${value}`;
    });
  return `{${fields.join(',')}}`;
}

/** Canonical JSON text: keys sorted, everything in it but a well-formed trace context, which differs from copy to copy. */
export function canonicalDetail(detail: Readonly<Record<string, unknown>>): string {
  const { traceparent, ...rest } = detail;
  return canonicalJson(isTraceparent(traceparent) ? rest : detail);
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
