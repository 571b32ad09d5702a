/**
 * The grammar of intrinsic functions: `States.Format('{} of {}', $.a, States.ArrayLength($.b))`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
import { readPath } from '../json-path/parse.ts';
import { Scanner } from '../json-path/scanner.ts';
import type { Path } from '../json-path/types.ts';
import { type FunctionName, isFunctionName } from './functions.ts';

export type Argument =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'value'; readonly value: unknown }
  /** `template` still has the escapes of braces and backslashes, which States.Format resolves itself. */
  | { readonly kind: 'string'; readonly value: string; readonly template: string };

export interface Call {
  readonly name: FunctionName;
  readonly arguments: readonly Argument[];
}

/** "You can nest up to 10 intrinsic functions within a field." */
const maxCalls = 10;

/** @throws GrammarError */
export function parseIntrinsic(text: string): Call {
  const scanner = new Scanner(text);
  const call = readCall(scanner);
  scanner.skipSpace();
  if (!scanner.done) throw scanner.error('unexpected text');
  if (countCalls(call) > maxCalls) throw scanner.error(`more than ${maxCalls} functions`);
  return call;
}

function countCalls(call: Call): number {
  return call.arguments.reduce((total, item) => total + (item.kind === 'call' ? countCalls(item.call) : 0), 1);
}

function readCall(scanner: Scanner): Call {
  const name = scanner.match(/States\.[A-Za-z0-9]+/y)?.slice('States.'.length);
  if (name === undefined || !isFunctionName(name)) throw scanner.error('expected an intrinsic function');
  scanner.skipSpace();
  scanner.expect('(');
  scanner.skipSpace();
  const list: Argument[] = [];
  while (!scanner.accept(')')) {
    if (list.length > 0) {
      scanner.expect(',');
      scanner.skipSpace();
    }
    list.push(readArgument(scanner));
    scanner.skipSpace();
  }
  return { name, arguments: list };
}

function readArgument(scanner: Scanner): Argument {
  if (scanner.next === '$') return { kind: 'path', path: readPath(scanner) };
  if (scanner.next === "'") return readString(scanner);
  if (scanner.startsWith('States.')) return { kind: 'call', call: readCall(scanner) };
  const word = scanner.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?|(?:true|false|null)\b/y);
  if (word === undefined) throw scanner.error('expected an argument');
  return { kind: 'value', value: JSON.parse(word) };
}

/** A string in single quotes, where `\` must come before `'`, `{`, `}` or another `\`. */
function readString(scanner: Scanner): Argument {
  scanner.expect("'");
  let value = '';
  let template = '';
  for (;;) {
    if (scanner.done) throw scanner.error('a string does not end');
    const char = scanner.take();
    if (char === "'") return { kind: 'string', value, template };
    if (char !== '\\') {
      value += char;
      template += char;
      continue;
    }
    const escaped = scanner.take();
    if (escaped === '' || !"'{}\\".includes(escaped)) throw scanner.error('not an escape');
    value += escaped;
    template += escaped === "'" ? escaped : `\\${escaped}`;
  }
}
