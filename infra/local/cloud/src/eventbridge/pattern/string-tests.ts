/** Tests of strings. They look at the quoted text, so that a number, boolean or null never passes. */
import type { JsonScalarNode } from '../../core/json-syntax.ts';
import type { FieldTest } from './field-test.ts';
import { eitherCase } from './ignore-case.ts';
import { addressDigits, cidrRange, inRange } from './ip-address.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

/** A string in a list of values. One that is an IP address also equals that address written another way. */
export function equalsString(text: string): FieldTest {
  const digits = addressDigits(text);
  return digits === undefined ? exactly(`"${text}"`) : { passes: ({ address }) => address === digits };
}

/** A string with its quotes, or a literal. */
export function exactly(quoted: string): FieldTest {
  return { passes: (value) => value.quoted === quoted };
}

export function prefix(text: string): FieldTest {
  const quoted = `"${text}`;
  return { passes: (value) => value.quoted.startsWith(quoted) };
}

export function suffix(text: string): FieldTest {
  const quoted = `${text}"`;
  return { passes: (value) => value.quoted.endsWith(quoted) };
}

export const prefixIgnoringCase = (text: string) => expression(`^"${eitherCase(text)}`);
export const suffixIgnoringCase = (text: string) => expression(`${eitherCase(text)}"$`);
export const equalsIgnoringCase = (text: string) => expression(`^"${eitherCase(text)}"$`);

function expression(source: string): FieldTest {
  const regex = new RegExp(source);
  return { passes: (value) => regex.test(value.quoted) };
}

/** @throws PatternFault */
export function wildcard(node: JsonScalarNode): FieldTest {
  const segments = parseWildcard(node);
  return { passes: (value) => matchesWildcard(segments, value.quoted) };
}

/** @throws PatternFault */
export function cidr(node: JsonScalarNode): FieldTest {
  const range = cidrRange(node);
  return { passes: ({ address }) => address !== undefined && inRange(address, range) };
}

/** Passes if none of the tests does, for a leaf of any type. */
export function anythingBut(tests: readonly FieldTest[]): FieldTest {
  return { passes: (value) => !tests.some((test) => test.passes?.(value)) };
}
