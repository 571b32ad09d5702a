/** The list of `{"numeric": […]}`: one comparison, or a lower bound followed by an upper one. */
import type { FieldTest } from './field-test.ts';
import type { JsonTokens, Token } from './json-tokens.ts';
import { type Bound, equalsNumber, NumberFault, numberInRange, patternNumber } from './number-tests.ts';

/** Reads from after `[` to `]`. @throws JsonSyntaxFault */
export function readNumericExpression(tokens: JsonTokens): FieldTest {
  if (tokens.next() !== 'string') throw tokens.fault(`Invalid member in numeric match: ${tokens.text()}`);
  const operator = tokens.text();
  const token = tokens.next();
  switch (operator) {
    case '=':
      return comparison(tokens, token, 'equals', (value) => equalsNumber(value));
    case '<':
      return comparison(tokens, token, '<', (value) => numberInRange(undefined, { value, included: false }));
    case '<=':
      return comparison(tokens, token, '<=', (value) => numberInRange(undefined, { value, included: true }));
    case '>':
    case '>=':
      return fromBottom(tokens, token, operator);
    default:
      throw tokens.fault(`Unrecognized numeric range operator: ${operator}`);
  }
}

function comparison(tokens: JsonTokens, token: Token, name: string, test: (value: number) => FieldTest): FieldTest {
  const text = numberText(tokens, token, name);
  if (tokens.next() !== 'endArray') throw tokens.fault('Too many elements in numeric expression');
  return test(compared(tokens, text));
}

function fromBottom(tokens: JsonTokens, token: Token, operator: '>' | '>='): FieldTest {
  const bottom = numberText(tokens, token, operator);
  const next = tokens.next();
  const bound = (): Bound => ({ value: compared(tokens, bottom), included: operator === '>=' });
  if (next === 'endArray') return numberInRange(bound(), undefined);
  if (next !== 'string') throw tokens.fault(`Bad value in numeric range: ${tokens.text()}`);
  const upper = tokens.text();
  if (upper !== '<' && upper !== '<=') throw tokens.fault(`Bad numeric range operator: ${upper}`);
  const top = numberText(tokens, tokens.next(), upper);
  if (tokens.next() !== 'endArray') throw tokens.fault('Too many terms in numeric range expression');
  return between(tokens, bound(), { value: compared(tokens, top), included: upper === '<=' });
}

function between(tokens: JsonTokens, bottom: Bound, top: Bound): FieldTest {
  if (bottom.value >= top.value) throw tokens.fault('Bottom must be less than top');
  return numberInRange(bottom, top);
}

function numberText(tokens: JsonTokens, token: Token, name: string): string {
  if (token !== 'number') throw tokens.fault(`Value of ${name} must be numeric`);
  return tokens.text();
}

function compared(tokens: JsonTokens, text: string): number {
  try {
    return patternNumber(text);
  } catch (error) {
    throw error instanceof NumberFault ? tokens.fault(error.message) : error;
  }
}
