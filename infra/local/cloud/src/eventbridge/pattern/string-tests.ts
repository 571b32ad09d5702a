/** Tests of strings. They look at the quoted text, so that a number, boolean or null never passes. */
import { absent, exists, type FieldTest, fieldTest } from './field-test.ts';
import { eitherCase } from './ignore-case.ts';
import { addressDigits, cidrRange, inRange } from './ip-address.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

/** A string in a list of values. One that is an IP address also equals that address written another way. */
export function equalsString(text: string): FieldTest {
  const digits = addressDigits(text);
  if (digits === undefined) return exactly(`"${text}"`);
  return fieldTest('address', digits, (value) => value.address === digits);
}

/** A string with its quotes, or a literal. */
export function exactly(quoted: string): FieldTest {
  return fieldTest('exactly', quoted, (value) => value.quoted === quoted);
}

export function prefix(text: string): FieldTest {
  const quoted = `"${text}`;
  return fieldTest('prefix', text, (value) => value.quoted.startsWith(quoted));
}

export function suffix(text: string): FieldTest {
  const quoted = `${text}"`;
  return fieldTest('suffix', text, (value) => value.quoted.endsWith(quoted));
}

export function prefixIgnoringCase(text: string): FieldTest {
  return expression('prefix-ignoring-case', text, `^"${eitherCase(text)}`);
}

export function suffixIgnoringCase(text: string): FieldTest {
  return expression('suffix-ignoring-case', text, `${eitherCase(text)}"$`);
}

export function equalsIgnoringCase(text: string): FieldTest {
  return expression('equals-ignoring-case', text, `^"${eitherCase(text)}"$`);
}

function expression(operator: string, text: string, source: string): FieldTest {
  const regex = new RegExp(source);
  return fieldTest(operator, text, (value) => regex.test(value.quoted));
}

/** @throws WildcardFault */
export function wildcard(text: string): FieldTest {
  const segments = parseWildcard(text);
  return fieldTest('wildcard', text, (value) => matchesWildcard(segments, value.quoted), [segments]);
}

/** @throws CidrFault */
export function cidr(text: string): FieldTest {
  const range = cidrRange(text);
  return fieldTest(
    'cidr',
    [range.bottom, range.top],
    ({ address }) => address !== undefined && inRange(address, range),
  );
}

/** What passes when none of the tests does: any leaf of any type but those. */
export function anythingBut(operator: string, tests: readonly FieldTest[]): FieldTest {
  const distinct = new Map(tests.map((test) => [test.identity, test]));
  const identities = [...distinct.keys()].sort();
  const wildcards = [...distinct.values()].flatMap((test) => test.wildcards ?? []);
  return fieldTest(
    `anything-but:${operator}`,
    identities,
    (value) => !tests.some((test) => test.passes?.(value)),
    wildcards.length > 0 ? wildcards : undefined,
  );
}

export { absent, exists };
