/** Strings, numbers and words of a JSON text, refused as Jackson refuses them. */
import { describe, endOfText, isDigit, type JsonCharacters } from './json-characters.ts';
import type { JsonSyntaxFault } from './json-faults.ts';

const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const identifierStart = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what Java calls an identifier part includes them.
const identifierPart = /[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Sc}\p{Pc}\p{Cf}\0-\x08\x0e-\x1b\x7f-\x9f]/u;
const longestToken = 256;

/** A member's name; the opening quote is read. */
export function readName(characters: JsonCharacters): string {
  return readCharacters(characters, 'name', ' in field name');
}

/** A string value; the opening quote is read. */
export function readString(characters: JsonCharacters): string {
  return readCharacters(characters, 'string value', ': was expecting closing quote for a string value');
}

function readCharacters(characters: JsonCharacters, inside: string, atEnd: string): string {
  let decoded = '';
  let from = characters.at;
  for (;;) {
    const code = characters.read();
    if (code === 34) return decoded + characters.slice(from, characters.at - 1);
    if (code === endOfText) throw characters.endOfInput(atEnd);
    if (code < 32) {
      const illegal = `Illegal unquoted character (${describe(code)})`;
      throw characters.faultBehind(`${illegal}: has to be escaped using backslash to be included in ${inside}`);
    }
    if (code !== 92) continue;
    decoded += characters.slice(from, characters.at - 1) + readEscape(characters);
    from = characters.at;
  }
}

const escapes: ReadonlyMap<number, string> = new Map(
  Object.entries({ b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', '"': '"', '/': '/', '\\': '\\' }).map(
    ([letter, character]) => [letter.charCodeAt(0), character],
  ),
);

function readEscape(characters: JsonCharacters): string {
  const code = characters.read();
  if (code === endOfText) throw characters.endOfInput(' in character escape sequence');
  if (code === 117) return readUnicode(characters);
  const known = escapes.get(code);
  if (known === undefined) throw characters.faultBehind(`Unrecognized character escape ${describe(code)}`);
  return known;
}

function readUnicode(characters: JsonCharacters): string {
  const from = characters.at;
  for (let digit = 0; digit < 4; digit++) {
    const code = characters.read();
    if (code === endOfText) throw characters.endOfInput(' in character escape sequence');
    if (!/[0-9a-fA-F]/.test(String.fromCharCode(code))) {
      throw characters.unexpected(code, 'expected a hex-digit for character escape sequence');
    }
  }
  return String.fromCharCode(Number.parseInt(characters.slice(from), 16));
}

/** A number as written; its first character is read. @param isRoot it stands outside of everything. */
export function readNumber(characters: JsonCharacters, first: number, isRoot: boolean): string {
  const start = characters.at - 1;
  let code = first;
  if (code === 45) {
    code = characters.read();
    if (!isDigit(code)) {
      if (code === endOfText) throw characters.endOfInput('No digit following sign');
      const expected = 'expected digit (0-9) to follow minus sign, for valid numeric value';
      throw characters.unexpectedInNumber(code, expected);
    }
  }
  if (code === 48 && isDigit(characters.peek())) {
    throw characters.fault('Invalid numeric value: Leading zeroes not allowed');
  }
  const zero = code === 48;
  skipDigits(characters);
  // A fault behind the integer part is put where that ends, unless it is zero.
  const mark = zero ? undefined : characters.at;
  if (characters.peek() === 46) skipFraction(characters, mark);
  if (characters.peek() === 101 || characters.peek() === 69) skipExponent(characters, mark);
  const number = characters.slice(start);
  if (isRoot) separateRoot(characters);
  return number;
}

function skipFraction(characters: JsonCharacters, mark: number | undefined): void {
  const point = characters.read();
  const complaint = 'Decimal point not followed by a digit';
  if (characters.peek() === endOfText) throw characters.unexpectedInNumber(point, complaint);
  requireDigit(characters, mark, complaint);
  skipDigits(characters);
}

function skipExponent(characters: JsonCharacters, mark: number | undefined): void {
  characters.skip();
  const sign = characters.peek();
  if (sign === 43 || sign === 45) characters.skip();
  if (characters.peek() === endOfText) throw characters.endOfInput('expected a digit for number exponent');
  requireDigit(characters, mark, 'Exponent indicator not followed by a digit');
  skipDigits(characters);
}

function requireDigit(characters: JsonCharacters, mark: number | undefined, complaint: string): void {
  const code = characters.peek();
  if (isDigit(code)) return;
  if (mark === undefined) characters.skip();
  else characters.rewind(mark + 1);
  throw characters.unexpectedInNumber(code, complaint);
}

function skipDigits(characters: JsonCharacters): void {
  while (isDigit(characters.peek())) characters.skip();
}

/** A number outside of everything ends at white space. */
function separateRoot(characters: JsonCharacters): void {
  const code = characters.read();
  if (code > 32) throw characters.unexpected(code, 'Expected space separating root-level values');
  if (code === 10 || code === 13) characters.newLine();
}

/** The rest of a word whose first character is read. */
export function readWord<Word extends string>(characters: JsonCharacters, word: Word): Word {
  for (let index = 1; index < word.length; index++) {
    if (characters.peek() !== word.charCodeAt(index)) throw invalidToken(characters, word.slice(0, index));
    characters.skip();
  }
  const after = characters.peek();
  if (after >= 48 && after !== 93 && after !== 125 && isPart(after)) throw invalidToken(characters, word);
  return word;
}

/** Why no value begins with the character just read. */
export function notAValue(characters: JsonCharacters, code: number): JsonSyntaxFault {
  if (code === 125) return characters.unexpected(code, 'expected a value');
  if (code === 78) return nonNumber(characters, 'NaN');
  if (code === 73) return nonNumber(characters, 'Infinity');
  if (code === 43) return plus(characters);
  const character = String.fromCharCode(code);
  if (identifierStart.test(character)) return invalidToken(characters, character);
  return characters.unexpected(code, `expected a valid value ${values}`);
}

function plus(characters: JsonCharacters): JsonSyntaxFault {
  if (characters.read() === endOfText) return characters.endOfInput(' in a value');
  const advice = 'enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow';
  return characters.unexpectedInNumber(43, `JSON spec does not allow numbers to have plus signs: ${advice}`);
}

function nonNumber(characters: JsonCharacters, name: string): JsonSyntaxFault {
  readWord(characters, name);
  const advice = 'enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow';
  return characters.fault(`Non-standard token '${name}': ${advice}`);
}

function invalidToken(characters: JsonCharacters, begun: string): JsonSyntaxFault {
  let word = begun;
  for (let next = characters.peek(); next !== endOfText && isPart(next); next = characters.peek()) {
    characters.skip();
    word += String.fromCharCode(next);
    if (word.length >= longestToken) {
      word += '...';
      break;
    }
  }
  return characters.fault(`Unrecognized token '${word}': was expecting ${values}`);
}

function isPart(code: number): boolean {
  return identifierPart.test(String.fromCharCode(code));
}
