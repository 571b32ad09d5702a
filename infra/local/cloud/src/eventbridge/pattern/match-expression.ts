/** One member of a field's list: a value, or an object with one operator. */
import type { JsonArrayNode, JsonNode, JsonObjectNode } from '../../core/json-syntax.ts';
import { readAnythingBut } from './anything-but-expression.ts';
import { comparableNumber } from './comparable-number.ts';
import { absent, exists, type FieldTest } from './field-test.ts';
import { equalsNumber } from './number-tests.ts';
import { readNumericExpression } from './numeric-expression.ts';
import { onlyMember, stringOf } from './operands.ts';
import { PatternFault } from './pattern-fault.ts';
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

/** @throws PatternFault */
export function readAlternatives(list: JsonArrayNode): FieldTest[] {
  if (list.items.length === 0) throw new PatternFault(list, 'Empty arrays are not allowed');
  return list.items.map((node) => (node.type === 'object' ? readExpression(node) : valueTest(node)));
}

function valueTest(node: Exclude<JsonNode, JsonObjectNode>): FieldTest {
  switch (node.type) {
    case 'string':
      return equalsString(node.text);
    case 'number':
      return equalsNumberAsWritten(node.text);
    case 'literal':
      return exactly(node.text);
    case 'array':
      throw new PatternFault(node, 'Match value must be String, number, true, false, or null');
  }
}

/** By value; a number that no double holds, say an identifier of 20 digits, by its text. */
function equalsNumberAsWritten(text: string): FieldTest {
  const value = comparableNumber(text);
  return value === undefined ? exactly(text) : equalsNumber(value);
}

function readExpression(node: JsonObjectNode): FieldTest {
  const [name, operand] = onlyMember(node, 'Match expression name not found');
  switch (name) {
    case 'exactly':
      return exactly(`"${stringOf(operand, 'exact').text}"`);
    case 'prefix':
      return readAffix(name, operand, prefix, prefixIgnoringCase);
    case 'suffix':
      return readAffix(name, operand, suffix, suffixIgnoringCase);
    case 'equals-ignore-case':
      return equalsIgnoringCase(stringOf(operand, name).text);
    case 'wildcard':
      return wildcard(stringOf(operand, name));
    case 'cidr':
      return cidr(stringOf(operand, name));
    case 'numeric':
      return readNumericExpression(operand);
    case 'anything-but':
      return readAnythingBut(operand);
    case 'exists':
      return readExists(operand);
    default:
      throw new PatternFault(node, `Unrecognized match type ${name}`);
  }
}

function readAffix(
  name: 'prefix' | 'suffix',
  operand: JsonNode,
  plain: (text: string) => FieldTest,
  ignoringCase: (text: string) => FieldTest,
): FieldTest {
  if (operand.type !== 'object') return plain(stringOf(operand, name).text);
  const [inner, text] = onlyMember(operand, `${name} expression name not found`);
  if (inner !== 'equals-ignore-case') throw new PatternFault(operand, `Unsupported ${name} pattern: ${inner}`);
  return ignoringCase(stringOf(text, inner).text);
}

function readExists(operand: JsonNode): FieldTest {
  if (operand.type !== 'literal' || operand.text === 'null') {
    throw new PatternFault(operand, 'exists match pattern must be either true or false.');
  }
  return operand.text === 'true' ? exists : absent;
}
