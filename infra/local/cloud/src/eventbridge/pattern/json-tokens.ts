/**
 * A pull parser for JSON that names faults and places as EventBridge does. AWS parses event patterns with Jackson and
 * quotes its messages and positions in `InvalidEventPatternException`, so a client that reads them must find the same
 * ones here. Positions depend on how far Jackson has read when a fault is found: it reads a member's value up to its
 * type together with the name, and the characters of a string only when they are asked for.
 */
import { endOfText, isDigit, JsonCharacters } from './json-characters.ts';
import type { JsonSyntaxFault, Place } from './json-faults.ts';
import { notAValue, readName, readNumber, readString, readWord } from './json-scalars.ts';

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

export class JsonTokens {
  readonly #characters: JsonCharacters;
  readonly #scopes: Scope[] = [];
  /** Where the last value began. */
  #start: Place = { line: 1, column: 0 };
  #token: Token = 'end';
  /** Type of the value behind a name. */
  #pending: Token = 'end';
  #name = '';
  #value = '';
  /** The current token is a string whose characters are still to be read. */
  #unread = false;

  constructor(text: string) {
    this.#characters = new JsonCharacters(text);
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
    return this.#characters.location();
  }

  /** A fault at the present place, as the caller's own grammar finds it. */
  fault(message: string): JsonSyntaxFault {
    return this.#characters.fault(message);
  }

  /** The next token; `end` after the last one. @throws JsonSyntaxFault */
  next(): Token {
    if (this.#token === 'name') {
      this.#token = this.#entered(this.#pending);
    } else {
      if (this.#unread) this.#readString();
      this.#token = this.#advance();
    }
    return this.#token;
  }

  #advance(): Token {
    const characters = this.#characters;
    let code = characters.readBehindSpace();
    if (code === endOfText) return this.#finish();
    if (code === 93 || code === 125) return this.#close(code);
    const scope = this.#scopes.at(-1);
    if (scope && scope.entries++ > 0) {
      if (code !== 44) throw characters.unexpected(code, `was expecting comma to separate ${scope.kind} entries`);
      code = this.#readMore();
    }
    if (scope?.kind !== 'Object') return this.#entered(this.#beginValue(code));
    if (code !== 34) throw characters.unexpected(code, 'was expecting double-quote to start field name');
    this.#name = readName(characters);
    const colon = this.#readMore();
    if (colon !== 58) throw characters.unexpected(colon, 'was expecting a colon to separate field name and value');
    this.#pending = this.#beginValue(this.#readMore());
    return 'name';
  }

  /** The type of the value that begins with `code`; a string's characters stay unread. */
  #beginValue(code: number): Token {
    this.#start = this.#characters.place;
    if (code === 34) {
      this.#unread = true;
      return 'string';
    }
    if (code === 91) return 'startArray';
    if (code === 123) return 'startObject';
    if (code === 116) return readWord(this.#characters, 'true');
    if (code === 102) return readWord(this.#characters, 'false');
    if (code === 110) return readWord(this.#characters, 'null');
    if (code !== 45 && !isDigit(code)) throw notAValue(this.#characters, code);
    this.#value = readNumber(this.#characters, code, this.#scopes.length === 0);
    return 'number';
  }

  #entered(token: Token): Token {
    if (token === 'startObject') this.#scopes.push({ kind: 'Object', start: this.#start, entries: 0 });
    if (token === 'startArray') this.#scopes.push({ kind: 'Array', start: this.#start, entries: 0 });
    return token;
  }

  #readString(): string {
    this.#unread = false;
    return readString(this.#characters);
  }

  #close(code: number): Token {
    const scope = this.#scopes.pop();
    const expected = scope?.kind === 'Array' ? 93 : 125;
    if (!scope || code !== expected) {
      const what = String.fromCharCode(code);
      // A marker without anything open is held against the root, which Jackson says starts before the text.
      const start = this.#characters.location(scope?.start ?? { line: 1, column: 0 });
      const wanted = String.fromCharCode(scope ? expected : code === 93 ? 125 : 93);
      throw this.#characters.faultBehind(
        `Unexpected close marker '${what}': expected '${wanted}' (for ${scope?.kind ?? 'root'} starting at ${start})`,
      );
    }
    return scope.kind === 'Array' ? 'endArray' : 'endObject';
  }

  #finish(): Token {
    const scope = this.#scopes.at(-1);
    if (!scope) return 'end';
    const start = this.#characters.location(scope.start);
    throw this.#characters.endOfInput(`: expected close marker for ${scope.kind} (start marker at ${start})`);
  }

  /** The next character that is not white space; there has to be one. */
  #readMore(): number {
    const code = this.#characters.readBehindSpace();
    if (code !== endOfText) return code;
    throw this.#characters.endOfInput(` within/between ${this.#scopes.at(-1)?.kind ?? 'root'} entries`);
  }
}
