/** `{"anything-but": …}` in all its forms: a value, a list of values, or an operator over one or several strings. */
import type { FieldTest } from './field-test.ts';
import { JsonSyntaxFault } from './json-faults.ts';
import type { JsonTokens, Token } from './json-tokens.ts';
import { equalsNumber, NumberFault, patternNumber } from './number-tests.ts';
import { anythingBut, equalsIgnoringCase, exactly, prefix, suffix, wildcard } from './string-tests.ts';
import { WildcardFault } from './wildcard.ts';

const inner = { 'equals-ignore-case': equalsIgnoringCase, prefix, suffix, wildcard };
type Inner = keyof typeof inner;

const notAString: Readonly<Record<Inner, string>> = {
  'equals-ignore-case': 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  prefix: 'prefix/suffix match pattern must be a string',
  suffix: 'prefix/suffix match pattern must be a string',
  wildcard: 'wildcard match pattern must be a string',
};

/** Reads from after the name `anything-but` to the expression's `}`. @throws JsonSyntaxFault, NumberFault */
export function readAnythingBut(tokens: JsonTokens): FieldTest {
  let token = tokens.next();
  let operator: Inner | undefined;
  if (token === 'startObject') {
    operator = innerOperator(tokens);
    token = tokens.next();
  }
  if (token !== 'startArray' && token !== 'string' && token !== 'number') {
    throw tokens.fault('Value of anything-but must be an array or single string/number value.');
  }
  const test = operator ? overStrings(tokens, token, operator) : overValues(tokens, token);
  closeObject(tokens);
  if (operator) closeObject(tokens);
  return test;
}

function closeObject(tokens: JsonTokens): void {
  if (tokens.next() !== 'endObject') throw tokens.fault('Too many elements in numeric expression');
}

function innerOperator(tokens: JsonTokens): Inner {
  if (tokens.next() !== 'name') throw tokens.fault('Anything-But expression name not found');
  const { name } = tokens;
  if (!Object.hasOwn(inner, name)) throw tokens.fault(`Unsupported anything-but pattern: ${name}`);
  return name as Inner;
}

function overValues(tokens: JsonTokens, first: Token): FieldTest {
  if (first === 'startArray') return overList(tokens);
  if (first === 'string') return anythingBut('string', [exactly(`"${tokens.text()}"`)]);
  return anythingBut('number', [equalsNumber(patternNumber(tokens.text()))]);
}

function overList(tokens: JsonTokens): FieldTest {
  const strings: FieldTest[] = [];
  const numbers: FieldTest[] = [];
  wrapped(tokens, () => {
    for (let token = tokens.next(); token !== 'endArray'; token = tokens.next()) {
      if (token === 'string') strings.push(exactly(`"${tokens.text()}"`));
      else if (token === 'number') numbers.push(equalsNumber(patternNumber(tokens.text())));
      else throw tokens.fault('Inside anything but list, start|null|boolean is not supported.');
    }
  });
  if (strings.length > 0 === numbers.length > 0) {
    throw tokens.fault('Inside anything but list, either all values are number or string, mixed type is not supported');
  }
  return strings.length > 0 ? anythingBut('string', strings) : anythingBut('number', numbers);
}

function overStrings(tokens: JsonTokens, first: Token, operator: Inner): FieldTest {
  const texts: string[] = [];
  if (first !== 'startArray') texts.push(innerString(tokens, first, operator));
  else {
    wrapped(tokens, () => {
      for (let token = tokens.next(); token !== 'endArray'; token = tokens.next()) {
        texts.push(innerString(tokens, token, operator));
      }
    });
    // AWS takes an empty list here and then fails on every event; refused, it cannot match by accident.
    if (texts.length === 0) throw tokens.fault('Empty arrays are not allowed');
  }
  const tests = texts.map((text) => innerTest(tokens, text, operator));
  const newer = operator === 'wildcard' || (first === 'startArray' && operator !== 'equals-ignore-case');
  return { ...anythingBut(operator, tests), ...(newer ? { newerThanOr: true } : {}) };
}

function innerString(tokens: JsonTokens, token: Token, operator: Inner): string {
  if (token !== 'string') throw tokens.fault(notAString[operator]);
  const text = tokens.text();
  const affix = operator === 'prefix' || operator === 'suffix';
  if (affix && text === '') throw tokens.fault('Null prefix/suffix not allowed');
  return text;
}

function innerTest(tokens: JsonTokens, text: string, operator: Inner): FieldTest {
  try {
    return inner[operator](text);
  } catch (error) {
    throw error instanceof WildcardFault ? tokens.fault(error.message) : error;
  }
}

/** AWS reports a fault inside a list as a fault of the list: the place stands there twice. */
function wrapped(tokens: JsonTokens, read: () => void): void {
  try {
    read();
  } catch (error) {
    const known = error instanceof JsonSyntaxFault || error instanceof NumberFault;
    throw known ? tokens.fault(error.message) : error;
  }
}
