/**
 * Says what is wrong with a text that is not JSON, in the words of AWS's parser (Jackson), which clients see in
 * `InvalidExecutionInput`, `InvalidDefinition` and `InvalidOutput`. Only called once `JSON.parse` refused.
 */
export interface SyntaxFault {
  readonly message: string;
  /** ` at [Source: (String)"…"; line: 1, column: 4]`, without the leading space. */
  readonly location: string;
}

const literals = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

class Fault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** The parsed value, or what AWS would say of the text. */
export function parseJson(text: string): { value: unknown } | { fault: SyntaxFault } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: findFault(text) };
  }
}

function findFault(text: string): SyntaxFault {
  try {
    const end = skipSpace(text, value(text, skipSpace(text, 0)));
    if (end < text.length) value(text, end);
    throw new Fault('Invalid JSON', text.length);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { message: error.message, location: locate(text, error.at) };
  }
}

function locate(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  const excerpt = text.length > 500 ? `${text.slice(0, 500)}"[truncated ${text.length - 500} chars]` : `${text}"`;
  return `[Source: (String)"${excerpt}; line: ${before.length}, column: ${(before.at(-1) ?? '').length + 1}]`;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  return at;
}

/** Returns where the value that starts at `at` ends. @throws Fault */
function value(text: string, at: number): number {
  const char = text.charAt(at);
  if (char === '') throw new Fault('Unexpected end-of-input', at);
  if (char === '{') return members(text, at + 1);
  if (char === '[') return items(text, at + 1);
  if (char === '"') return string(text, at + 1);
  const number = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
  number.lastIndex = at;
  if (number.test(text)) return number.lastIndex;
  const word = /[\p{L}\p{N}_$]+/uy;
  word.lastIndex = at;
  const token = word.exec(text)?.[0];
  if (token === 'true' || token === 'false' || token === 'null') return at + token.length;
  if (token && !/^\d/.test(token)) {
    throw new Fault(`Unrecognized token '${token}': was expecting ${literals}`, at + token.length);
  }
  throw unexpected(text, at, `expected a valid value ${literals}`);
}

function members(text: string, from: number): number {
  let at = skipSpace(text, from);
  if (text.charAt(at) === '}') return at + 1;
  for (;;) {
    if (text.charAt(at) !== '"') throw unexpected(text, at, 'was expecting double-quote to start field name');
    at = skipSpace(text, string(text, at + 1));
    if (text.charAt(at) !== ':') {
      throw unexpected(text, at, 'was expecting a colon to separate field name and value');
    }
    at = skipSpace(text, value(text, skipSpace(text, at + 1)));
    if (text.charAt(at) === '}') return at + 1;
    if (text.charAt(at) !== ',') throw unexpected(text, at, 'was expecting comma to separate Object entries');
    at = skipSpace(text, at + 1);
  }
}

function items(text: string, from: number): number {
  let at = skipSpace(text, from);
  if (text.charAt(at) === ']') return at + 1;
  for (;;) {
    at = skipSpace(text, value(text, at));
    if (text.charAt(at) === ']') return at + 1;
    if (text.charAt(at) !== ',') throw unexpected(text, at, 'was expecting comma to separate Array entries');
    at = skipSpace(text, at + 1);
  }
}

function string(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return at + 1;
    if (char === '\\') at++;
    else if (char < ' ') {
      const code = `(CTRL-CHAR, code ${char.charCodeAt(0)})`;
      throw new Fault(
        `Illegal unquoted character (${code}): has to be escaped using backslash to be included in string value`,
        at + 1,
      );
    }
  }
  throw new Fault('Unexpected end-of-input: was expecting closing quote for a string value', text.length);
}

function unexpected(text: string, at: number, expected: string): Fault {
  const char = text.charAt(at);
  if (char === '') return new Fault('Unexpected end-of-input', at);
  return new Fault(`Unexpected character ('${char}' (code ${char.charCodeAt(0)})): ${expected}`, at + 1);
}
