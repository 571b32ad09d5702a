/** `{"anything-but": …}` in all its forms: a value, a list of values, or an operator over one or several strings. */
import type { JsonNode, JsonScalarNode } from '../../core/json-syntax.ts';
import type { FieldTest } from './field-test.ts';
import { equalsNumber, patternNumber } from './number-tests.ts';
import { onlyMember, stringOf } from './operands.ts';
import { PatternFault } from './pattern-fault.ts';
import { anythingBut, equalsIgnoringCase, exactly, prefix, suffix, wildcard } from './string-tests.ts';

/** @throws PatternFault */
export function readAnythingBut(operand: JsonNode): FieldTest {
  if (operand.type !== 'object') return anythingBut(valueTests(operand));
  const [operator, strings] = onlyMember(operand, 'Anything-But expression name not found');
  const test = operatorTests.get(operator);
  if (!test) throw new PatternFault(operand, `Unsupported anything-but pattern: ${operator}`);
  // AWS accepts an empty list here and then fails on every event; refused, it cannot match by accident.
  const combined = anythingBut(itemsOf(strings).map((node) => test(stringOf(node, operator), operator)));
  const newer = operator === 'wildcard' || (strings.type === 'array' && operator !== 'equals-ignore-case');
  return newer ? { ...combined, newerThanOr: true } : combined;
}

type OperatorTest = (node: JsonScalarNode, operator: string) => FieldTest;

const operatorTests: ReadonlyMap<string, OperatorTest> = new Map<string, OperatorTest>([
  ['equals-ignore-case', ({ text }) => equalsIgnoringCase(text)],
  ['prefix', (node, operator) => prefix(notEmpty(node, operator))],
  ['suffix', (node, operator) => suffix(notEmpty(node, operator))],
  ['wildcard', wildcard],
]);

function notEmpty(node: JsonScalarNode, operator: string): string {
  if (node.text === '') throw new PatternFault(node, `Empty ${operator} not allowed`);
  return node.text;
}

function valueTests(operand: Exclude<JsonNode, { type: 'object' }>): FieldTest[] {
  const items = itemsOf(operand);
  const tests = items.map(valueTest);
  if (new Set(items.map(({ type }) => type)).size > 1) {
    throw new PatternFault(operand, 'Inside anything-but list, either all values are number or string');
  }
  return tests;
}

function valueTest(node: JsonNode): FieldTest {
  if (node.type === 'string') return exactly(`"${node.text}"`);
  if (node.type === 'number') return equalsNumber(patternNumber(node));
  throw new PatternFault(node, 'Value of anything-but must be an array or single string/number value.');
}

/** The items of a list that may not be empty, or the value itself. */
function itemsOf(node: JsonNode): readonly JsonNode[] {
  if (node.type !== 'array') return [node];
  if (node.items.length === 0) throw new PatternFault(node, 'Empty arrays are not allowed');
  return node.items;
}
