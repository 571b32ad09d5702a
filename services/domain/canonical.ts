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
  const money = typeof amount === 'string' && typeof currency === 'string' ? toMinorUnits(amount, currency) : undefined;
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

/** An array or object that is being written, and which of its members comes next. */
interface Open {
  readonly members: Readonly<Record<string, unknown>>;
  /** Of an object, sorted. */
  readonly keys: readonly string[] | undefined;
  readonly size: number;
  next: number;
}

/**
 * Canonical JSON text of any JSON value, however deep it nests: a sender must not be able to exhaust the stack of who reads it, so what
 * is being written lies in a list of its own.
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
