/**
 * Text that came from elsewhere (bad input, names in the database, another program's error) as a terminal may show it: what controls a
 * terminal, turns the direction of writing or breaks a line is written as an escape of JSON, `\u001b`.
 */

/** One line. */
export function printableLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

/** Lines, as we laid them out. */
export function printableLines(text: string): string {
  return text.replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, escaped);
}

/** JSON text with the same value: there such characters stand only inside strings. */
export const printableJson = printableLine;

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
