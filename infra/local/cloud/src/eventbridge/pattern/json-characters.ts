/** The characters of a JSON text, the place among them, and faults told the way Jackson tells them. */
import { JsonSyntaxFault, locate, type Place } from './json-faults.ts';

/** What reading gives behind the last character. */
export const endOfText = -1;

export class JsonCharacters {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Offset of the next character. */
  get at(): number {
    return this.#at;
  }

  /** Where the character just read stands. */
  get place(): Place {
    return { line: this.#line, column: this.#at - this.#lineStart };
  }

  read(): number {
    return this.#at < this.#text.length ? this.#text.charCodeAt(this.#at++) : endOfText;
  }

  peek(ahead = 0): number {
    const at = this.#at + ahead;
    return at < this.#text.length ? this.#text.charCodeAt(at) : endOfText;
  }

  skip(): void {
    this.#at++;
  }

  /** Back to an offset on the same line. */
  rewind(at: number): void {
    this.#at = at;
  }

  slice(from: number, to = this.#at): string {
    return this.#text.slice(from, to);
  }

  /** After a line's end was read. */
  newLine(): void {
    this.#line++;
    this.#lineStart = this.#at;
  }

  /** The next character that is not white space, or the end. */
  readBehindSpace(): number {
    for (;;) {
      const code = this.read();
      if (code === 10) this.newLine();
      else if (code === 13) {
        if (this.peek() === 10) this.#at++;
        this.newLine();
      } else if (code === 47) {
        const advice = "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS'";
        throw this.unexpected(code, `${advice} not enabled for parser)`);
      } else if (code > 32 || code === endOfText) return code;
      else if (code !== 32 && code !== 9) {
        throw this.fault(
          `Illegal character (${describe(code)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
        );
      }
    }
  }

  /** `[Source: (String)"…"; line: 1, column: 11]`, of the next character unless told. */
  location(place = this.#next): string {
    return locate(this.#text, place);
  }

  /** A fault at the next character. */
  fault(message: string): JsonSyntaxFault {
    return new JsonSyntaxFault(message, this.#text, this.#next);
  }

  /** A fault in the character just read. */
  faultBehind(message: string): JsonSyntaxFault {
    return new JsonSyntaxFault(message, this.#text, this.place);
  }

  /** The character just read is not what belongs there. */
  unexpected(code: number, expected: string): JsonSyntaxFault {
    return this.faultBehind(`Unexpected character (${describe(code)}): ${expected}`);
  }

  unexpectedInNumber(code: number, expected: string): JsonSyntaxFault {
    return this.faultBehind(`Unexpected character (${describe(code)}) in numeric value: ${expected}`);
  }

  endOfInput(where: string): JsonSyntaxFault {
    return this.fault(`Unexpected end-of-input${where}`);
  }

  get #next(): Place {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A character as Jackson writes it in a message. */
export function describe(code: number): string {
  if (code < 32 || (code >= 127 && code < 160)) return `(CTRL-CHAR, code ${code})`;
  const hex = code > 255 ? ` / 0x${code.toString(16)}` : '';
  return `'${String.fromCharCode(code)}' (code ${code}${hex})`;
}
