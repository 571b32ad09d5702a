/** Filters: `[?(@.year >= 1999 && @.tag in ['a','b'])]`, as Jayway's JsonPath reads them. */
import { jsonEqual } from '../../core/json-values.ts';
import { evaluateSteps } from './evaluate.ts';
import { readQuoted, type Scanner } from './scanner.ts';
import { type Json, missing, type Predicate, type Step } from './types.ts';

type Operand = (item: Json, root: Json) => Json;

/** Reads `( … )` and returns the test it stands for. @throws GrammarError */
export function parseFilter(scanner: Scanner, readSteps: ReadSteps): Predicate {
  return new FilterParser(scanner, readSteps).parenthesized();
}

/** Reads the steps of a path; given from outside, because paths contain filters and filters contain paths. */
type ReadSteps = (scanner: Scanner) => Step[];

class FilterParser {
  readonly #scanner: Scanner;
  readonly #readSteps: ReadSteps;

  constructor(scanner: Scanner, readSteps: ReadSteps) {
    this.#scanner = scanner;
    this.#readSteps = readSteps;
  }

  parenthesized(): Predicate {
    this.#scanner.expect('(');
    const predicate = this.#or();
    this.#scanner.skipSpace();
    this.#scanner.expect(')');
    return predicate;
  }

  #or(): Predicate {
    const alternatives = this.#operands('||', () => this.#and());
    return (item, root) => alternatives.some((matches) => matches(item, root));
  }

  #and(): Predicate {
    const conditions = this.#operands('&&', () => this.#condition());
    return (item, root) => conditions.every((matches) => matches(item, root));
  }

  #operands(operator: '||' | '&&', read: () => Predicate): Predicate[] {
    const operands = [read()];
    for (this.#scanner.skipSpace(); this.#scanner.accept(operator); this.#scanner.skipSpace()) operands.push(read());
    return operands;
  }

  #condition(): Predicate {
    const scanner = this.#scanner;
    scanner.skipSpace();
    if (scanner.accept('!')) {
      const condition = this.#condition();
      return (item, root) => !condition(item, root);
    }
    if (scanner.next === '(') return this.parenthesized();
    const left = this.#operand();
    scanner.skipSpace();
    const operator = scanner.match(/==|!=|<=|>=|=~|<|>|(?:in|nin|subsetof|anyof|noneof|contains|size|empty)\b/y);
    if (operator === undefined) return (item, root) => left(item, root) !== missing;
    scanner.skipSpace();
    const right = this.#operand();
    const compare = comparisons[operator];
    if (!compare) throw scanner.error(`unknown operator ${operator}`);
    return (item, root) => compare(left(item, root), right(item, root));
  }

  #operand(): Operand {
    if (this.#scanner.accept('@')) return pathOperand(this.#readSteps(this.#scanner), (item) => item);
    if (this.#scanner.accept('$')) return pathOperand(this.#readSteps(this.#scanner), (_item, root) => root);
    const value = readLiteral(this.#scanner);
    return () => value;
  }
}

function pathOperand(steps: readonly Step[], start: Operand): Operand {
  return (item, root) => {
    const found = evaluateSteps(steps, start(item, root), root);
    return found.length === 0 ? missing : found[0];
  };
}

function readLiteral(scanner: Scanner): Json {
  if (scanner.next === "'" || scanner.next === '"') return readQuoted(scanner);
  if (scanner.accept('[')) return readArray(scanner);
  if (scanner.next === '/') return readPattern(scanner);
  const word = scanner.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null/y);
  if (word === undefined) throw scanner.error('expected a value');
  return JSON.parse(word);
}

function readArray(scanner: Scanner): Json[] {
  const items: Json[] = [];
  scanner.skipSpace();
  while (!scanner.accept(']')) {
    if (items.length > 0) scanner.expect(',');
    scanner.skipSpace();
    items.push(readLiteral(scanner));
    scanner.skipSpace();
  }
  return items;
}

function readPattern(scanner: Scanner): RegExp {
  const [, source, flags] =
    /^\/((?:\\.|[^\\/])*)\/([a-z]*)$/s.exec(scanner.match(/\/(?:\\.|[^\\/])*\/[a-z]*/y) ?? '') ?? [];
  if (source === undefined) throw scanner.error('a pattern does not end');
  try {
    return new RegExp(`^(?:${source})$`, flags);
  } catch {
    throw scanner.error('not a regular expression');
  }
}

/** Numbers compare with numbers and strings with strings; nothing else compares. */
const ordered =
  (test: (order: number) => boolean) =>
  (left: Json, right: Json): boolean => {
    if (typeof left === 'number' && typeof right === 'number') return test(left - right);
    if (typeof left === 'string' && typeof right === 'string') return test(left < right ? -1 : left > right ? 1 : 0);
    return false;
  };

const within = (item: Json, list: Json): boolean => Array.isArray(list) && list.some((other) => jsonEqual(item, other));
const sized = (value: Json): value is string | Json[] => typeof value === 'string' || Array.isArray(value);

const comparisons: Readonly<Record<string, (left: Json, right: Json) => boolean>> = {
  '==': jsonEqual,
  '!=': (left, right) => !jsonEqual(left, right),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  '=~': (left, right) => right instanceof RegExp && typeof left === 'string' && right.test(left),
  in: within,
  nin: (left, right) => !within(left, right),
  subsetof: (left, right) => Array.isArray(left) && left.every((item) => within(item, right)),
  anyof: (left, right) => Array.isArray(left) && left.some((item) => within(item, right)),
  noneof: (left, right) => Array.isArray(left) && !left.some((item) => within(item, right)),
  contains: (left, right) =>
    typeof left === 'string' ? typeof right === 'string' && left.includes(right) : within(right, left),
  size: (left, right) => sized(left) && left.length === right,
  empty: (left, right) => sized(left) && (left.length === 0) === right,
};
