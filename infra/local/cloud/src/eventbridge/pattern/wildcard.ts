/** The `wildcard` operator: `*` stands for any characters, `\*` and `\\` for themselves. */
import type { JsonScalarNode } from '../../core/json-syntax.ts';
import { PatternFault } from './pattern-fault.ts';

/** Literal texts between the asterisks: one more than there are asterisks. */
export type Segments = readonly string[];

/** @throws PatternFault */
export function parseWildcard(node: JsonScalarNode): Segments {
  const segments = ['"'];
  const quoted = `"${node.text}"`;
  const append = (characters: string) => segments.push((segments.pop() ?? '') + characters);
  for (let index = 1; index < quoted.length; index++) {
    const character = quoted.charAt(index);
    const next = quoted[index + 1];
    if (character === '*') {
      if (next === '*') throw new PatternFault(node, 'Consecutive wildcard characters');
      segments.push('');
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\') throw new PatternFault(node, 'Invalid escape character');
      append(next);
      index++;
    } else append(character);
  }
  return segments;
}

/** Whether the quoted text matches, in linear time: each inner segment is taken where it first fits. */
export function matchesWildcard(segments: Segments, quoted: string): boolean {
  const first = segments[0] ?? '';
  if (segments.length === 1) return quoted === first;
  const last = segments.at(-1) ?? '';
  if (quoted.length < first.length + last.length || !quoted.startsWith(first) || !quoted.endsWith(last)) return false;
  const limit = quoted.length - last.length;
  let at = first.length;
  for (let index = 1; index < segments.length - 1; index++) {
    const segment = segments[index] ?? '';
    const found = quoted.indexOf(segment, at);
    if (found === -1 || found + segment.length > limit) return false;
    at = found + segment.length;
  }
  return true;
}
