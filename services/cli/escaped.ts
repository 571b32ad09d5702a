/** Invisible characters, and those that a terminal obeys: controls, formats such as a change of direction, line breaks, lone surrogates. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Foreign text on one line, as it came, but harmless on a terminal: `\u{1b}` for what could move the cursor. */
export function escaped(text: string): string {
  return text.replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
