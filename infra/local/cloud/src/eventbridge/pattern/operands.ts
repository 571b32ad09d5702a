import type { JsonNode, JsonObjectNode, JsonScalarNode } from '../../core/json-syntax.ts';
import { PatternFault } from './pattern-fault.ts';

/** The one member of an object that is an operator. @throws PatternFault */
export function onlyMember(node: JsonObjectNode, nameNotFound: string): readonly [name: string, value: JsonNode] {
  const [member, second] = node.members;
  if (!member) throw new PatternFault(node, nameNotFound);
  if (second) throw new PatternFault(node, 'Only one key allowed in match expression');
  return member;
}

/** @throws PatternFault */
export function stringOf(node: JsonNode, operator: string): JsonScalarNode {
  if (node.type !== 'string') throw new PatternFault(node, `${operator} match pattern must be a string`);
  return node;
}
