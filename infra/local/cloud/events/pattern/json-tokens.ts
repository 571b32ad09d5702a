/**
 * A pull parser for JSON that names faults and places as EventBridge does. AWS parses event patterns with Jackson and
 * quotes its messages and positions in `InvalidEventPatternException`, so a client that reads them must find the same
 * ones here. Positions depend on how far Jackson has read when a fault is found: it reads a member's value up to its
 * type together with the name, and the characters of a string only when they are asked for.
 */
import { JsonSyntaxFault, locate, type Place } from './json-faults.ts';

export type Token =
  | 'startObject'
  | 'endObject'
  | 'startArray'
  | 'endArray'
  | 'name'
  | 'string'
  | 'number'
  | 'true'
  | 'false'
  | 'null'
  | 'end';

interface Scope {
  readonly kind: 'Object' | 'Array';
  readonly start: Place;
  entries: number;
}

const structural: Readonly<Partial<Record<Token, string>>> = {
  startObject: '{',
  endObject: '}',
  startArray: '[',
  endArray: ']',
  true: 'true',
  false: 'false',
  null: 'null',
};

const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const identifierStart = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what Java calls an identifier part includes them.
const identifierPart = /[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Sc}\p{Pc}\p{Cf}\0-\x08\x0e-\x1b\x7f-\x9f]/u;
const end = -1;

export class JsonTokens {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #tokenStart: Place = { line: 1, column: 0 };
  readonly #scopes: Scope[] = [];
  #token: Token = 'end';
  #pending: Token = 'end';
  #name = '';
  #value = '';
  #unread = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Name of the member last entered. */
  get name(): string {
    return this.#name;
  }

  /** The current token's text: a string decoded, a number as written, `{` and the like. Reads a string to its end. */
  text(): string {
    if (this.#unread) this.#value = this.#readString();
    if (this.#token === 'name') return this.#name;
    return structural[this.#token] ?? this.#value;
  }

  /** Where the parser stands: `[Source: (String)"…"; line: 1, column: 11]`. */
  location(): string {
    return locate(this.#text, this.#here());
  }

  /** A fault at the present place, as the caller's own grammar finds it. */
  fault(message: string): JsonSyntaxFault {
    return new JsonSyntaxFault(message, this.#text, this.#here());
  }

  /** The next token; `end` after the last one. @throws JsonSyntaxFault */
  next(): Token {
    if (this.#token === 'name') {
      this.#token = this.#pending;
      if (this.#token === 'startObject') this.#open('Object');
      if (this.#token === 'startArray') this.#open('Array');
      return this.#token;
    }
    if (this.#unread) this.#readString();
    this.#token = this.#advance();
    return this.#token;
  }

  #advance(): Token {
    let code = this.#skipSpace();
    if (code === end) return this.#finish();
    if (code === 93 || code === 125) return this.#close(code);
    const scope = this.#scopes.at(-1);
    if (scope && scope.entries++ > 0) {
      if (code !== 44) throw this.#unexpected(code, `was expecting comma to separate ${scope.kind} entries`);
      code = this.#expectMore();
    }
    if (scope?.kind !== 'Object') {
      const token = this.#beginValue(code);
      if (token === 'startObject') this.#open('Object');
      if (token === 'startArray') this.#open('Array');
      return token;
    }
    if (code !== 34) throw this.#unexpected(code, 'was expecting double-quote to start field name');
    this.#name = this.#readName();
    const colon = this.#expectMore();
    if (colon !== 58) throw this.#unexpected(colon, 'was expecting a colon to separate field name and value');
    this.#pending = this.#beginValue(this.#expectMore());
    return 'name';
  }

  /** The type of the value that begins with `code`; a string's characters stay unread. */
  #beginValue(code: number): Token {
    this.#tokenStart = { line: this.#line, column: this.#at - this.#lineStart };
    if (code === 34) {
      this.#unread = true;
      return 'string';
    }
    if (code === 91) return 'startArray';
    if (code === 123) return 'startObject';
    if (code === 116) return this.#literal('true');
    if (code === 102) return this.#literal('false');
    if (code === 110) return this.#literal('null');
    if (code === 45 || isDigit(code)) return this.#number(code);
    throw this.#odd(code);
  }

  #odd(code: number): JsonSyntaxFault {
    if (code === 125) return this.#unexpected(code, 'expected a value');
    if (code === 78) return this.#nonNumber('NaN');
    if (code === 73) return this.#nonNumber('Infinity');
    if (code === 43) return this.#plus();
    const character = String.fromCharCode(code);
    return identifierStart.test(character)
      ? this.#invalidToken(character)
      : this.#unexpected(code, `expected a valid value ${values}`);
  }

  #plus(): JsonSyntaxFault {
    if (this.#read() === end) return this.#endOfInput(' in a value');
    const advice = 'JSON spec does not allow numbers to have plus signs: enable';
    return this.#unexpectedInNumber(43, `${advice} \`JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS\` to allow`);
  }

  #nonNumber(name: string): JsonSyntaxFault {
    this.#match(name);
    const advice = 'enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow';
    return this.fault(`Non-standard token '${name}': ${advice}`);
  }

  #literal(name: 'true' | 'false' | 'null'): Token {
    this.#match(name);
    return name;
  }

  /** The rest of a word whose first character is read. */
  #match(word: string): void {
    for (let index = 1; index < word.length; index++) {
      if (this.#text.charCodeAt(this.#at) !== word.charCodeAt(index)) throw this.#invalidToken(word.slice(0, index));
      this.#at++;
    }
    const after = this.#text[this.#at];
    if (after !== undefined && after >= '0' && after !== ']' && after !== '}' && identifierPart.test(after)) {
      throw this.#invalidToken(word);
    }
  }

  #invalidToken(begun: string): JsonSyntaxFault {
    let word = begun;
    for (
      let next = this.#text[this.#at];
      next !== undefined && identifierPart.test(next);
      next = this.#text[this.#at]
    ) {
      this.#at++;
      word += next;
      if (word.length >= 256) {
        word += '...';
        break;
      }
    }
    return this.fault(`Unrecognized token '${word}': was expecting ${values}`);
  }

  #number(first: number): Token {
    const start = this.#at - 1;
    let code = first;
    if (code === 45) {
      code = this.#read();
      if (!isDigit(code)) {
        if (code === end) throw this.#endOfInput(' in a Number value');
        throw this.#unexpectedInNumber(code, 'expected digit (0-9) to follow minus sign, for valid numeric value');
      }
    }
    if (code === 48 && isDigit(this.#peek())) {
      if (first !== 45) this.#at++;
      throw this.fault('Invalid numeric value: Leading zeroes not allowed');
    }
    this.#digits();
    const mark = this.#at;
    if (this.#peek() === 46) this.#fraction(mark, 'Decimal point not followed by a digit');
    if (this.#peek() === 101 || this.#peek() === 69) {
      const sign = this.#text.charCodeAt(this.#at + 1);
      if (sign === 43 || sign === 45) this.#at++;
      this.#fraction(mark, 'Exponent indicator not followed by a digit');
    }
    this.#value = this.#text.slice(start, this.#at);
    if (this.#scopes.length === 0) this.#separateRoot();
    return 'number';
  }

  /** A number outside of everything ends at white space. */
  #separateRoot(): void {
    const code = this.#read();
    if (code > 32) throw this.#unexpected(code, 'Expected space separating root-level values');
    if (code === 10 || code === 13) this.#newLine();
  }

  /** A point or an exponent's sign, and the digits that must follow. A fault is put where the integer part ends. */
  #fraction(mark: number, complaint: string): void {
    this.#at++;
    const code = this.#peek();
    if (!isDigit(code)) {
      if (code === end) throw this.#endOfInput(' in a Number value');
      this.#at = mark + 1;
      throw this.#unexpectedInNumber(code, complaint);
    }
    this.#digits();
  }

  #digits(): void {
    while (isDigit(this.#peek())) this.#at++;
  }

  #readName(): string {
    return this.#readCharacters('name', ' in field name');
  }

  #readString(): string {
    this.#unread = false;
    return this.#readCharacters('string value', ': was expecting closing quote for a string value');
  }

  #readCharacters(inside: string, atEnd: string): string {
    let decoded = '';
    let from = this.#at;
    for (;;) {
      const code = this.#read();
      if (code === 34) return decoded + this.#text.slice(from, this.#at - 1);
      if (code === end) throw this.#endOfInput(atEnd);
      if (code < 32) {
        throw this.#behind(
          `Illegal unquoted character (${describe(code)}): has to be escaped using backslash to be included in ${inside}`,
        );
      }
      if (code !== 92) continue;
      decoded += this.#text.slice(from, this.#at - 1) + this.#escape();
      from = this.#at;
    }
  }

  #escape(): string {
    const code = this.#read();
    if (code === end) throw this.#endOfInput(' in character escape sequence');
    if (code === 117) return this.#unicode();
    const known = escapes.get(String.fromCharCode(code));
    if (known === undefined) throw this.#behind(`Unrecognized character escape ${describe(code)}`);
    return known;
  }

  #unicode(): string {
    for (let digit = 0; digit < 4; digit++) {
      const code = this.#read();
      if (code === end) throw this.#endOfInput(' in character escape sequence');
      if (!/[0-9a-fA-F]/.test(String.fromCharCode(code))) {
        throw this.#unexpected(code, 'expected a hex-digit for character escape sequence');
      }
    }
    return String.fromCharCode(Number.parseInt(this.#text.slice(this.#at - 4, this.#at), 16));
  }

  #open(kind: Scope['kind']): void {
    this.#scopes.push({ kind, start: this.#tokenStart, entries: 0 });
  }

  #close(code: number): Token {
    const scope = this.#scopes.pop();
    const expected = scope?.kind === 'Array' ? 93 : 125;
    if (!scope || code !== expected) {
      const what = String.fromCharCode(code);
      // A marker without anything open is held against the root, which Jackson says starts before the text.
      const start = locate(this.#text, scope?.start ?? { line: 1, column: 0 });
      const wanted = String.fromCharCode(scope ? expected : code === 93 ? 125 : 93);
      throw this.#behind(
        `Unexpected close marker '${what}': expected '${wanted}' (for ${scope?.kind ?? 'root'} starting at ${start})`,
      );
    }
    return scope.kind === 'Array' ? 'endArray' : 'endObject';
  }

  #finish(): Token {
    const scope = this.#scopes.at(-1);
    if (!scope) return 'end';
    const start = locate(this.#text, scope.start);
    throw this.#endOfInput(`: expected close marker for ${scope.kind} (start marker at ${start})`);
  }

  /** The next character that is not white space; there has to be one. */
  #expectMore(): number {
    const code = this.#skipSpace();
    if (code === end) throw this.#endOfInput(` within/between ${this.#scopes.at(-1)?.kind ?? 'root'} entries`);
    return code;
  }

  #skipSpace(): number {
    for (;;) {
      const code = this.#read();
      if (code === 10) this.#newLine();
      else if (code === 13) {
        if (this.#peek() === 10) this.#at++;
        this.#newLine();
      } else if (code === 47) {
        const advice = "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS'";
        throw this.#unexpected(code, `${advice} not enabled for parser)`);
      } else if (code > 32 || code === end) return code;
      else if (code !== 32 && code !== 9) {
        throw this.fault(
          `Illegal character (${describe(code)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
        );
      }
    }
  }

  #newLine(): void {
    this.#line++;
    this.#lineStart = this.#at;
  }

  #peek(): number {
    return this.#at < this.#text.length ? this.#text.charCodeAt(this.#at) : end;
  }

  #read(): number {
    return this.#at < this.#text.length ? this.#text.charCodeAt(this.#at++) : end;
  }

  #here(): Place {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #unexpected(code: number, expected: string): JsonSyntaxFault {
    return this.#behind(`Unexpected character (${describe(code)}): ${expected}`);
  }

  #unexpectedInNumber(code: number, expected: string): JsonSyntaxFault {
    return this.#behind(`Unexpected character (${describe(code)}) in numeric value: ${expected}`);
  }

  #endOfInput(where: string): JsonSyntaxFault {
    return this.fault(`Unexpected end-of-input${where}`);
  }

  /** A fault in the character just read. */
  #behind(message: string): JsonSyntaxFault {
    const { line, column } = this.#here();
    return new JsonSyntaxFault(message, this.#text, { line, column: column - 1 });
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
]);

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function describe(code: number): string {
  if (code < 32 || (code >= 127 && code < 160)) return `(CTRL-CHAR, code ${code})`;
  const hex = code > 255 ? ` / 0x${code.toString(16)}` : '';
  return `'${String.fromCharCode(code)}' (code ${code}${hex})`;
}
