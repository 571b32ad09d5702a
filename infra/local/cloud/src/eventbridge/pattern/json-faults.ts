/** How Jackson, and so EventBridge, writes where in a JSON text a fault lies. */

/** Both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A JSON text that is not JSON, or not what the reader's grammar wants. The message ends with the place. */
export class JsonSyntaxFault extends Error {
  override readonly name = 'JsonSyntaxFault';

  constructor(message: string, text: string, place: Place) {
    super(`${message}\n at ${locate(text, place)}`);
  }
}

/** `[Source: (String)"{"int": 42}"; line: 1, column: 11]`, the text cut after 500 characters. */
export function locate(text: string, place: Place): string {
  return `[Source: (String)${snippet(text)}; line: ${place.line}, column: ${place.column}]`;
}

const longestSnippet = 500;

function snippet(text: string): string {
  const shown = text
    .slice(0, longestSnippet)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped.
    .replace(/[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    });
  const cut = text.length - longestSnippet;
  return cut > 0 ? `"${shown}"[truncated ${cut} chars]` : `"${shown}"`;
}
