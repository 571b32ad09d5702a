/**
 * What a contract is: a message's name, its runtime schema, an example. One message a file; `index.ts` lists them.
 * JSON Schemas in `schemas/` are generated from here (`npm run schemas`) and checked in.
 */
import type { z } from 'zod';

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
  /** Where, from the message's root: `amount`, `metadata.note`; empty for the message as a whole. */
  readonly path: string;
  /** Stable name of the rule: `Required`, `InvalidType`, `InvalidFormat`, `UnknownField`, `TooMany`, `InvalidValue`. */
  readonly rule: string;
  /** For people; never carries the offending value, which may be personal or huge. */
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly violations: Violation[] };

/** Checks `value` against a contract; on failure names every offending path and rule at once. */
export function parse<Schema extends z.ZodType>(
  contract: Pick<Contract<Schema>, 'schema'>,
  value: unknown,
): Parsed<z.output<Schema>> {
  const result = contract.schema.safeParse(thinned(value));
  const violations = [
    ...protoKeys(value, []),
    ...(result.error?.issues.flatMap((issue) => violationsOf(issue, value)) ?? []),
  ];
  if (result.success && violations.length === 0) return { ok: true, value: result.data };
  return { ok: false, violations: distinct(violations) };
}

/** Far more than any field of a message may hold. */
const mostMembers = 1000;

/** The same message with crowded fields cut short: still too many, but naming 100,000 wrong members would take seconds. */
function thinned(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return message;
  const crowded = Object.entries(message).filter(([, field]) => isCrowded(field));
  if (crowded.length === 0) return message;
  return { ...message, ...Object.fromEntries(crowded.map(([name, field]) => [name, cut(field)])) };
}

function cut(field: object): object {
  return Array.isArray(field)
    ? field.slice(0, mostMembers)
    : Object.fromEntries(Object.entries(field).slice(0, mostMembers));
}

function isCrowded(field: unknown): field is object {
  return typeof field === 'object' && field !== null && Object.keys(field).length > mostMembers;
}

/** Zod passes over a key `__proto__` in records; a message that carries one is refused wherever it stands. */
function protoKeys(value: unknown, path: PropertyKey[]): Violation[] {
  if (typeof value !== 'object' || value === null || path.length > 8) return [];
  return Object.keys(value).flatMap((key) => {
    const here = [...path, key];
    if (key === '__proto__')
      return [{ path: show(here), rule: 'UnknownField', message: 'is not a field of this message' }];
    return protoKeys((value as Record<string, unknown>)[key], here);
  });
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

/** The longest part of a path that is shown. */
const longestKeyShown = 64;

/** A field's name may be anything a sender makes up: what can not be printed (or stored as JSON) shows as U+FFFD. */
function show(path: readonly PropertyKey[]): string {
  const parts = path.map((key) =>
    String(key)
      .slice(0, longestKeyShown)
      .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd'),
  );
  return parts.join('.');
}

function distinct(violations: Violation[]): Violation[] {
  const seen = new Map(violations.map((violation) => [`${violation.path}\n${violation.rule}`, violation]));
  return [...seen.values()];
}
