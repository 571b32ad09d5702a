/** One member of a field's list: a value, or an object with one operator. */
import { readAnythingBut } from './anything-but-expression.ts';
import { comparableNumber } from './comparable-number.ts';
import { absent, exists, type FieldTest } from './field-test.ts';
import type { JsonTokens, Token } from './json-tokens.ts';
import { equalsNumber } from './number-tests.ts';
import { readNumericExpression } from './numeric-expression.ts';
import {
  cidr,
  equalsIgnoringCase,
  equalsString,
  exactly,
  prefix,
  prefixIgnoringCase,
  suffix,
  suffixIgnoringCase,
  wildcard,
} from './string-tests.ts';
import { WildcardFault } from './wildcard.ts';

/** Reads the alternatives from after `[` to `]`. @throws JsonSyntaxFault, NumberFault, CidrFault */
export function readAlternatives(tokens: JsonTokens): FieldTest[] {
  const tests: FieldTest[] = [];
  for (let token = tokens.next(); token !== 'endArray'; token = tokens.next()) {
    tests.push(token === 'startObject' ? readExpression(tokens) : valueTest(tokens, token));
  }
  if (tests.length === 0) throw tokens.fault('Empty arrays are not allowed');
  return tests;
}

function valueTest(tokens: JsonTokens, token: Token): FieldTest {
  switch (token) {
    case 'string':
      return equalsString(tokens.text());
    case 'number':
      return equalsNumberAsWritten(tokens.text());
    case 'true':
    case 'false':
    case 'null':
      return exactly(token);
    default:
      throw tokens.fault('Match value must be String, number, true, false, or null');
  }
}

/** By value; a number that no double holds, say an identifier of 20 digits, by its text. */
function equalsNumberAsWritten(text: string): FieldTest {
  const value = comparableNumber(text);
  return value === undefined ? exactly(text) : equalsNumber(value);
}

function readExpression(tokens: JsonTokens): FieldTest {
  if (tokens.next() !== 'name') throw tokens.fault('Match expression name not found');
  const { name } = tokens;
  switch (name) {
    case 'exactly':
      return closed(tokens, exactly(`"${stringOperand(tokens, 'exact')}"`));
    case 'prefix':
      return readAffix(tokens, name, prefix, prefixIgnoringCase);
    case 'suffix':
      return readAffix(tokens, name, suffix, suffixIgnoringCase);
    case 'equals-ignore-case':
      return closed(tokens, equalsIgnoringCase(stringOperand(tokens, name)));
    case 'wildcard':
      return readWildcard(tokens);
    case 'cidr':
      return closed(tokens, cidr(stringOperand(tokens, 'prefix'))); // AWS's message speaks of a prefix here
    case 'numeric':
      return readNumeric(tokens);
    case 'anything-but':
      return readAnythingBut(tokens);
    case 'exists':
      return readExists(tokens);
    default:
      throw tokens.fault(`Unrecognized match type ${name}`);
  }
}

function stringOperand(tokens: JsonTokens, name: string): string {
  if (tokens.next() !== 'string') throw tokens.fault(`${name} match pattern must be a string`);
  return tokens.text();
}

function closed(tokens: JsonTokens, test: FieldTest): FieldTest {
  if (tokens.next() !== 'endObject') throw tokens.fault('Only one key allowed in match expression');
  return test;
}

function readAffix(
  tokens: JsonTokens,
  name: 'prefix' | 'suffix',
  plain: (text: string) => FieldTest,
  ignoringCase: (text: string) => FieldTest,
): FieldTest {
  const token = tokens.next();
  if (token === 'string') return closed(tokens, plain(tokens.text()));
  if (token !== 'startObject') throw tokens.fault(`${name} match pattern must be a string`);
  const title = name === 'prefix' ? 'Prefix' : 'Suffix';
  if (tokens.next() !== 'name') throw tokens.fault(`${title} expression name not found`);
  if (tokens.name !== 'equals-ignore-case') throw tokens.fault(`Unsupported ${name} pattern: ${tokens.name}`);
  const test = closed(tokens, ignoringCase(stringOperand(tokens, 'equals-ignore-case')));
  return closed(tokens, test);
}

function readWildcard(tokens: JsonTokens): FieldTest {
  const text = stringOperand(tokens, 'wildcard');
  try {
    return closed(tokens, wildcard(text));
  } catch (error) {
    throw error instanceof WildcardFault ? tokens.fault(error.message) : error;
  }
}

function readNumeric(tokens: JsonTokens): FieldTest {
  if (tokens.next() !== 'startArray') throw tokens.fault('Value of numeric must be an array.');
  const test = readNumericExpression(tokens);
  if (tokens.next() !== 'endObject') throw tokens.fault('Too many elements in numeric expression');
  return test;
}

function readExists(tokens: JsonTokens): FieldTest {
  const token = tokens.next();
  if (token !== 'true' && token !== 'false') {
    throw tokens.fault('exists match pattern must be either true or false.');
  }
  return closed(tokens, token === 'true' ? exists : absent);
}
