/**
 * The pattern of `StringMatches`: `*` stands for any characters, `\*` for an asterisk and `\\` for a backslash.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export function compileStringPattern(pattern: string): (text: string) => boolean {
  const parts = [''];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') parts.push('');
    else {
      const escapes = char === '\\' && '*\\'.includes(pattern.charAt(at + 1)) && at + 1 < pattern.length;
      parts[parts.length - 1] += escapes ? pattern.charAt(++at) : char;
    }
  }
  return (text) => matches(parts, text);
}

/** Matches the first and last part at the ends and each part between at its first occurrence; no backtracking. */
function matches(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
