/**
 * What a contract is: a message's name, its runtime schema, an example. One message a file; `index.ts` lists them.
 * The JSON Schemas in `schemas/` are generated from here by `npx tsx events/generate-schemas.ts` and checked in.
 */
import type { z } from 'zod';
import { isWellFormed } from './well-formed.ts';

export interface Contract<Schema extends z.ZodType = z.ZodType> {
  /** The EventBridge detail type, or the command's name. */
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  readonly example: z.output<Schema>;
}

export function defineContract<Schema extends z.ZodType>(contract: Contract<Schema>): Contract<Schema> {
  return contract;
}

/** One broken rule of a message. */
export interface Violation {
  /** From the message's root: `amount`, `metadata.note`; empty for the message as a whole. */
  readonly path: string;
  /**
   * Stable name of the rule: `Required`, `InvalidType`, `InvalidFormat`, `UnknownField`, `TooMany`, `InvalidValue`, `IllFormedText` (half
   * of a surrogate pair, which UTF-8 cannot write), `UnreadCharacter` (U+FFFD in a name).
   */
  readonly rule: string;
  /** For people; without the offending value, which may be personal or huge. */
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly violations: Violation[] };

/** Checks `value` against a contract; names every broken rule at once. */
export function parse<Schema extends z.ZodType>(
  contract: Pick<Contract<Schema>, 'schema'>,
  value: unknown,
): Parsed<z.output<Schema>> {
  const result = contract.schema.safeParse(truncated(value));
  const violations = [
    ...unusableText(value, []),
    ...(result.error?.issues.flatMap((issue) => violationsOf(issue, value)) ?? []),
  ];
  if (result.success && violations.length === 0) return { ok: true, value: result.data };
  return { ok: false, violations: mostSpecific(distinct(violations)) };
}

/**
 * The same for a message of our own: fields that this version does not know are left out, because a newer version may have written them.
 * (A request's unknown field is refused: its sender would believe that it means something.)
 */
export function parseIgnoringUnknown<Schema extends z.ZodType>(
  contract: Pick<Contract<Schema>, 'schema'>,
  value: unknown,
): Parsed<z.output<Schema>> {
  const unknown =
    contract.schema.safeParse(value).error?.issues.filter(({ code }) => code === 'unrecognized_keys') ?? [];
  return parse(contract, unknown.reduce(withoutKeys, value));
}

function withoutKeys(value: unknown, issue: z.core.$ZodIssue): unknown {
  if (issue.code !== 'unrecognized_keys') return value;
  // No version of ours writes `__proto__`: `parse` refuses it.
  return withoutKeysAt(
    value,
    issue.path,
    issue.keys.filter((key) => key !== '__proto__'),
  );
}

/** A copy of `value` without `keys` of the object at `path`. */
function withoutKeysAt(value: unknown, [next, ...rest]: readonly PropertyKey[], keys: readonly string[]): unknown {
  const members = Object.entries(value as Readonly<Record<string, unknown>>);
  if (next === undefined) return Object.fromEntries(members.filter(([key]) => !keys.includes(key)));
  return Object.fromEntries(
    members.map(([key, member]) => [key, key === next ? withoutKeysAt(member, rest, keys) : member]),
  );
}

/** Far more than any field of a message may hold. */
const maxMembers = 1000;

/** The same message with oversized fields cut: still too many members, but naming 100,000 of them would take seconds. */
function truncated(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return message;
  const oversized = Object.entries(message).filter(([, field]) => isOversized(field));
  if (oversized.length === 0) return message;
  return { ...message, ...Object.fromEntries(oversized.map(([name, field]) => [name, cut(field)])) };
}

function cut(field: object): object {
  return Array.isArray(field)
    ? field.slice(0, maxMembers)
    : Object.fromEntries(Object.entries(field).slice(0, maxMembers));
}

function isOversized(field: unknown): field is object {
  return typeof field === 'object' && field !== null && Object.keys(field).length > maxMembers;
}

/**
 * What zod does not look at, at every place that a valid message can have: a key `__proto__`, which it ignores in records, and text
 * that UTF-8 cannot write. Two such texts would become the same U+FFFD when they are stored or hashed.
 */
function unusableText(value: unknown, path: PropertyKey[]): Violation[] {
  if (typeof value === 'string') return isWellFormed(value) ? [] : [illFormed(path)];
  if (typeof value !== 'object' || value === null || path.length > 8) return [];
  return Object.keys(value).flatMap((key) => {
    const here = [...path, key];
    if (key === '__proto__')
      return [{ path: show(here), rule: 'UnknownField', message: 'is not a field of this message' }];
    const inside = unusableText((value as Record<string, unknown>)[key], here);
    return isWellFormed(key) ? inside : [illFormed(here), ...inside];
  });
}

function illFormed(path: readonly PropertyKey[]): Violation {
  return { path: show(path), rule: 'IllFormedText', message: 'has half of a surrogate pair, which UTF-8 cannot write' };
}

function violationsOf(issue: z.core.$ZodIssue, root: unknown): Violation[] {
  const at = (rule: string, message: string, path = issue.path) => ({ path: show(path), rule, message });
  if (issue.code !== 'unrecognized_keys' && valueAt(root, issue.path) === undefined)
    return [at('Required', 'is missing')];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => at('UnknownField', 'is not a field of this message', [...issue.path, key]));
    case 'invalid_type':
      return [at('InvalidType', `must be ${withArticle(issue.expected)}`)];
    case 'invalid_format':
      return [at('InvalidFormat', issue.message)];
    case 'too_big':
      return [at('TooMany', issue.message)];
    case 'custom':
      return [at(issue.params?.rule ?? 'InvalidValue', issue.message)];
    case 'invalid_key':
      return issue.issues.map((inner) => at('InvalidFormat', `the key ${inner.message}`));
    default:
      return [at('InvalidValue', issue.message)];
  }
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], root);
}

function withArticle(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** Longer parts of a path are cut. */
const maxKeyLength = 64;

/** A sender may name a field anything: characters that cannot be printed (or stored as JSON) become U+FFFD. */
function show(path: readonly PropertyKey[]): string {
  const parts = path.map((key) =>
    String(key)
      .slice(0, maxKeyLength)
      .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd'),
  );
  return parts.join('.');
}

/** A rule says more than the form that is broken with it: `AmountNotPositive` replaces `InvalidFormat` of the same field. */
export function mostSpecific(violations: readonly Violation[]): Violation[] {
  const named = new Set(violations.filter(({ rule }) => rule !== 'InvalidFormat').map(({ path }) => path));
  return violations.filter(({ path, rule }) => !(rule === 'InvalidFormat' && named.has(path)));
}

function distinct(violations: Violation[]): Violation[] {
  const seen = new Map(violations.map((violation) => [`${violation.path}\n${violation.rule}`, violation]));
  return [...seen.values()];
}
