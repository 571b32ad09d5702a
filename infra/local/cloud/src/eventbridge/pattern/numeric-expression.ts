/** The list of `{"numeric": […]}`: one comparison, or a lower bound followed by an upper one. */
import type { JsonArrayNode, JsonNode } from '../../core/json-syntax.ts';
import type { FieldTest } from './field-test.ts';
import { type Bound, equalsNumber, numberInRange, patternNumber } from './number-tests.ts';
import { PatternFault } from './pattern-fault.ts';

const operators: ReadonlySet<string> = new Set(['=', '<', '<=', '>', '>=']);

interface Comparison {
  readonly operator: string;
  readonly value: number;
}

/** @throws PatternFault */
export function readNumericExpression(list: JsonNode): FieldTest {
  if (list.type !== 'array') throw new PatternFault(list, 'Value of numeric must be an array.');
  const first = readComparison(list, 0);
  const excess = list.items[first.operator.startsWith('>') ? 4 : 2];
  if (excess) throw new PatternFault(excess, 'Too many elements in numeric expression');
  if (list.items.length > 2) return between(list, first, readComparison(list, 2));
  if (first.operator === '=') return equalsNumber(first.value);
  const bound = boundOf(first);
  return first.operator.startsWith('>') ? numberInRange(bound, undefined) : numberInRange(undefined, bound);
}

/** The operator at `index` of the list, and the number behind it. */
function readComparison(list: JsonArrayNode, index: number): Comparison {
  const operator = list.items[index] ?? list;
  if (operator.type !== 'string') throw new PatternFault(operator, 'Expected a numeric range operator');
  if (!operators.has(operator.text)) {
    throw new PatternFault(operator, `Unrecognized numeric range operator: ${operator.text}`);
  }
  const number = list.items[index + 1] ?? operator;
  if (number.type !== 'number') throw new PatternFault(number, `Value of ${operator.text} must be numeric`);
  return { operator: operator.text, value: patternNumber(number) };
}

function between(list: JsonArrayNode, bottom: Comparison, top: Comparison): FieldTest {
  const operator = list.items[2] ?? list;
  if (!top.operator.startsWith('<')) throw new PatternFault(operator, `Bad numeric range operator: ${top.operator}`);
  if (bottom.value >= top.value) throw new PatternFault(operator, 'Bottom must be less than top');
  return numberInRange(boundOf(bottom), boundOf(top));
}

const boundOf = ({ operator, value }: Comparison): Bound => ({ value, included: operator.endsWith('=') });
