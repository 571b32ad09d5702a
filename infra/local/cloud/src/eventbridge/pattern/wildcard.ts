/** The `wildcard` operator: `*` stands for any characters, `\*` and `\\` for themselves. */

/** A wildcard that AWS refuses; the message is AWS's. */
export class WildcardFault extends Error {
  override readonly name = 'WildcardFault';
}

/** Literal texts between the asterisks: one more than there are asterisks. */
export type Segments = readonly string[];

/** @throws WildcardFault with the position counted in bytes from the opening quote. */
export function parseWildcard(text: string): Segments {
  const segments = ['"'];
  const quoted = `"${text}"`;
  const append = (characters: string) => segments.push((segments.pop() ?? '') + characters);
  for (let index = 1; index < quoted.length; index++) {
    const character = quoted.charAt(index);
    const next = quoted[index + 1];
    if (character === '*') {
      if (next === '*') throw new WildcardFault(`Consecutive wildcard characters at pos ${position(quoted, index)}`);
      segments.push('');
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\') {
        throw new WildcardFault(`Invalid escape character at pos ${position(quoted, index)}`);
      }
      append(next);
      index++;
    } else append(character);
  }
  return segments;
}

function position(quoted: string, index: number): number {
  return Buffer.byteLength(quoted.slice(0, index));
}

/** Whether the quoted text matches; in time linear in it, for each inner segment is taken where it first fits. */
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
