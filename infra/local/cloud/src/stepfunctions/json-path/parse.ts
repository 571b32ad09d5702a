import { parseFilter } from './filter.ts';
import { pathFunctions } from './functions.ts';
import { GrammarError, readQuoted, Scanner } from './scanner.ts';
import type { Path, Step } from './types.ts';

/** @throws GrammarError */
export function parsePath(text: string): Path {
  const scanner = new Scanner(text);
  const path = readPath(scanner);
  if (!scanner.done) throw scanner.error('unexpected text');
  return path;
}

/** Reads a path that begins with `$` or `$$` and ends where its grammar ends. @throws GrammarError */
export function readPath(scanner: Scanner): Path {
  const start = scanner.at;
  const inContext = scanner.accept('$$');
  if (!inContext && !scanner.accept('$')) throw scanner.error('a path starts with $');
  const steps = readSteps(scanner);
  return { text: scanner.text.slice(start, scanner.at), inContext, definite: steps.every(isDefinite), steps };
}

/** The steps after `$` or `@`. */
function readSteps(scanner: Scanner): Step[] {
  const steps: Step[] = [];
  for (;;) {
    if (scanner.accept('..')) {
      steps.push({ kind: 'descend' });
      steps.push(scanner.next === '[' ? readBrackets(scanner) : readDotted(scanner));
    } else if (scanner.accept('.')) {
      steps.push(scanner.next === '[' ? readBrackets(scanner) : readDotted(scanner));
    } else if (scanner.next === '[') {
      steps.push(readBrackets(scanner));
    } else {
      return steps;
    }
    if (steps.at(-2)?.kind === 'function') throw scanner.error('a function ends a path');
  }
}

/** Jayway: several names in the last brackets make one object, so only lists, wildcards, filters and `..` are indefinite. */
function isDefinite(step: Step, index: number, steps: readonly Step[]): boolean {
  if (step.kind === 'members') return index === steps.length - 1;
  return step.kind === 'member' || step.kind === 'index' || step.kind === 'function';
}

function readDotted(scanner: Scanner): Step {
  if (scanner.accept('*')) return { kind: 'wildcard' };
  const name = scanner.match(/[^\s.,[\]()'"*?@!=<>&|~{}\\]+/y);
  if (name === undefined) throw scanner.error('expected a member name');
  if (!scanner.accept('(')) return { kind: 'member', name };
  scanner.skipSpace();
  scanner.expect(')');
  if (!pathFunctions.has(name)) throw scanner.error(`unknown function ${name}()`);
  return { kind: 'function', name };
}

function readBrackets(scanner: Scanner): Step {
  scanner.expect('[');
  scanner.skipSpace();
  const step = readSelector(scanner);
  scanner.skipSpace();
  scanner.expect(']');
  return step;
}

function readSelector(scanner: Scanner): Step {
  if (scanner.accept('*')) return { kind: 'wildcard' };
  if (scanner.accept('?')) {
    scanner.skipSpace();
    return { kind: 'filter', matches: parseFilter(scanner, readSteps) };
  }
  if (scanner.next === "'" || scanner.next === '"') {
    const names = readList(scanner, readQuoted);
    return names.length === 1 ? { kind: 'member', name: names[0] ?? '' } : { kind: 'members', names };
  }
  const slice = scanner.match(/-?\d*\s*:\s*-?\d*(?=\s*\])/y);
  if (slice !== undefined) return readSlice(slice);
  const indexes = readList(scanner, readIndex);
  return indexes.length === 1 ? { kind: 'index', index: indexes[0] ?? 0 } : { kind: 'indexes', indexes };
}

function readSlice(text: string): Step {
  const [from, to] = text.split(':').map((bound) => (bound.trim() === '' ? undefined : Number(bound)));
  if (from === undefined && to === undefined) throw new GrammarError(`a slice needs a bound: [${text}]`);
  return { kind: 'slice', from, to };
}

function readList<Item>(scanner: Scanner, readItem: (scanner: Scanner) => Item): Item[] {
  const items: Item[] = [];
  do {
    scanner.skipSpace();
    items.push(readItem(scanner));
    scanner.skipSpace();
  } while (scanner.accept(','));
  return items;
}

function readIndex(scanner: Scanner): number {
  const digits = scanner.match(/-?\d+/y);
  if (digits === undefined) throw scanner.error('expected an index, a quoted name, * or a filter');
  return Number(digits);
}
