/**
 * The canonical forms of a request, of any JSON object at all: they are computed before the contract is checked.
 * - payload: equal for two details that ask for the same thing; tells a duplicate of an accepted request from a reused key.
 * - detail: equal for two copies of one request; a refusal is kept under it. It holds more than the payload, because a request may
 *   be wrong only in its form: with a mended schemaVersion it asks for the same, and must be judged afresh.
 */
import { isTraceparent } from '../../events/index.ts';
import { toMinorUnits } from './money.ts';

/** How a request is written and traced, not what it asks for. */
const leftOut = new Set(['schemaVersion', 'traceparent']);

/** Canonical JSON text: keys sorted, a valid amount in minor units, without the fields of form and trace. */
export function canonicalPayload(detail: Readonly<Record<string, unknown>>): string {
  const { amount, currency } = detail;
  const money = typeof amount === 'string' && typeof currency === 'string' ? toMinorUnits(amount, currency) : undefined;
  const fields = Object.keys(detail)
    .filter((key) => !leftOut.has(key))
    .sort()
    .map((key) => {
      // `minor:12050` is not JSON, so no other amount can pass for this one.
      const value = key === 'amount' && money?.ok ? `minor:${money.minorUnits}` : canonicalJson(detail[key]);
      return `${JSON.stringify(key)}:${value}`;
    });
  return `{${fields.join(',')}}`;
}

/** Canonical JSON text: keys sorted, everything but a well-formed trace context, which differs from copy to copy. */
export function canonicalDetail(detail: Readonly<Record<string, unknown>>): string {
  const { traceparent, ...rest } = detail;
  return canonicalJson(isTraceparent(traceparent) ? rest : detail);
}

/** An array or object that is being written, and its next member. */
interface Open {
  readonly members: Readonly<Record<string, unknown>>;
  /** Sorted; undefined for an array. */
  readonly keys: readonly string[] | undefined;
  readonly size: number;
  next: number;
}

/**
 * Canonical JSON text of any JSON value, however deep it nests. Not recursive: a sender must not be able to exhaust our stack.
 */
export function canonicalJson(root: unknown): string {
  const open: Open[] = [];
  let text = begin(root, open);
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    const { members, keys, size, next } = at;
    if (next === size) {
      text += keys ? '}' : ']';
      open.pop();
      continue;
    }
    at.next++;
    const key = keys ? (keys[next] ?? '') : next;
    text += `${next > 0 ? ',' : ''}${keys ? `${JSON.stringify(key)}:` : ''}${begin(members[key], open)}`;
  }
  return text;
}

/** A value's text, or its opening bracket. */
function begin(value: unknown, open: Open[]): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Array.isArray(value) ? undefined : Object.keys(value).sort();
  const members = value as Readonly<Record<string, unknown>>;
  open.push({ members, keys, size: keys?.length ?? (value as unknown[]).length, next: 0 });
  return keys ? '{' : '[';
}
