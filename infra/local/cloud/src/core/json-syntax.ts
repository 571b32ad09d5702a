/**
 * JSON with what `JSON.parse` loses: numbers as they are written, repeated names, and where each value starts.
 */

export type JsonNode = JsonObjectNode | JsonArrayNode | JsonScalarNode;

interface Placed {
  /** Offset of the value's first character. */
  readonly at: number;
}

export interface JsonObjectNode extends Placed {
  readonly type: 'object';
  /** In the order of the text, repeated names included. */
  readonly members: readonly (readonly [name: string, value: JsonNode])[];
}

export interface JsonArrayNode extends Placed {
  readonly type: 'array';
  readonly items: readonly JsonNode[];
}

export interface JsonScalarNode extends Placed {
  readonly type: 'string' | 'number' | 'literal';
  /** A string's characters; a number, `true`, `false` or `null` as written. */
  readonly text: string;
}

/** The message ends with the position: `expected a value at line 1, column 4`. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly problem: string;
  /** `line 1, column 4` */
  readonly position: string;

  constructor(problem: string, position: string) {
    super(`${problem} at ${position}`);
    this.problem = problem;
    this.position = position;
  }
}

/** `line 1, column 4` for an offset in a text; both count from 1. */
export function positionIn(text: string, at: number): string {
  const lines = text.slice(0, at).split(/\r\n|\r|\n/);
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

/** The parsed value, or what is wrong with the text. */
export function parseJson(text: string): { readonly value: unknown } | { readonly fault: JsonSyntaxError } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: findFault(text) };
  }
}

function findFault(text: string): JsonSyntaxError {
  const reader = new JsonReader(text);
  try {
    reader.value();
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
  return reader.fault('expected the end of the text');
}

/** Reads the first JSON value of a text, whatever follows it. @throws JsonSyntaxError */
export function readJson(text: string): JsonNode {
  return new JsonReader(text).value();
}

/** Far above what anyone nests, and far below what exhausts the stack. */
const maxDepth = 1000;

class JsonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** A fault at the next character that is not white space. */
  fault(problem: string): JsonSyntaxError {
    this.#skipSpace();
    return new JsonSyntaxError(problem, positionIn(this.#text, this.#at));
  }

  value(): JsonNode {
    this.#skipSpace();
    const at = this.#at;
    switch (this.#text[at]) {
      case '{':
        return { type: 'object', at, members: this.#list('}', () => this.#member()) };
      case '[':
        return { type: 'array', at, items: this.#list(']', () => this.value()) };
      case '"':
        return { type: 'string', at, text: this.#string('a string') };
    }
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) return { type: 'number', at, text: number };
    const literal = this.#match(/true|false|null/y);
    if (literal !== undefined) return { type: 'literal', at, text: literal };
    throw this.fault('expected a value');
  }

  /** From an opening bracket to behind the closing one. */
  #list<Item>(closing: '}' | ']', readItem: () => Item): Item[] {
    if (++this.#depth > maxDepth) throw this.fault(`more than ${maxDepth} nested values`);
    this.#at++;
    const items: Item[] = [];
    if (!this.#accept(closing)) {
      do items.push(readItem());
      while (this.#accept(','));
      if (!this.#accept(closing)) throw this.fault(`expected , or ${closing}`);
    }
    this.#depth--;
    return items;
  }

  #member(): readonly [name: string, value: JsonNode] {
    this.#skipSpace();
    const name = this.#string('a name in double quotes');
    if (!this.#accept(':')) throw this.fault('expected :');
    return [name, this.value()];
  }

  #string(expected: string): string {
    const at = this.#at;
    const quoted = this.#match(/"[^"\\]*(?:\\.[^"\\]*)*"/sy);
    if (quoted === undefined)
      throw this.fault(this.#text[at] === '"' ? 'a string without an end' : `expected ${expected}`);
    try {
      return JSON.parse(quoted);
    } catch {
      this.#at = at;
      throw this.fault('a string with a control character or a wrong escape');
    }
  }

  #accept(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** Steps over the match of `pattern` (sticky) and returns it; undefined if there is none. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #skipSpace(): void {
    this.#match(/[ \t\n\r]*/y);
  }
}
