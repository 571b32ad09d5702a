/**
 * A pattern's text as its branches: each a set of fields that all must pass, and the pattern passes if any branch does.
 * `$or` multiplies branches. Reading in the order of the text, as event-ruler does, a field named again replaces what it
 * had in the branches so far.
 */
import type { FieldTest } from './field-test.ts';
import { JsonTokens } from './json-tokens.ts';
import { readAlternatives } from './match-expression.ts';

/** Tests by field; a field is its path, joined by dots. */
export type Branch = Map<string, readonly FieldTest[]>;

/** More branches than AWS takes. */
export class TooManyBranches extends Error {
  override readonly name = 'TooManyBranches';
}

const mostBranches = 1000;

const reservedInOr: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>='],
  ...['regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after', 'date-on-or-after', 'date-before'],
  ...['date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range'],
]);

/** @throws JsonSyntaxFault, NumberFault, CidrFault, TooManyBranches */
export function readBranches(text: string, options: { readonly orIsAField?: boolean } = {}): Branch[] {
  const reader = new BranchReader(new JsonTokens(text), options.orIsAField ?? false);
  return reader.read();
}

class BranchReader {
  readonly #tokens: JsonTokens;
  readonly #orIsAField: boolean;
  #branches: Branch[] = [];

  constructor(tokens: JsonTokens, orIsAField: boolean) {
    this.#tokens = tokens;
    this.#orIsAField = orIsAField;
  }

  read(): Branch[] {
    if (this.#tokens.next() !== 'startObject') throw this.#tokens.fault('Filter is not an object');
    this.#object([], false);
    return this.#branches;
  }

  #object(steps: readonly string[], insideOr: boolean): void {
    let empty = true;
    while (this.#tokens.next() !== 'endObject') {
      empty = false;
      this.#member(steps, insideOr);
    }
    if (empty) throw this.#tokens.fault('Empty objects are not allowed');
  }

  #member(steps: readonly string[], insideOr: boolean): void {
    const { name } = this.#tokens;
    if (name === '$or' && !this.#orIsAField) {
      this.#or(steps);
      return;
    }
    if (insideOr && reservedInOr.has(name)) {
      throw this.#tokens.fault(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    const token = this.#tokens.next();
    if (token === 'startObject') this.#object([...steps, name], insideOr);
    else if (token === 'startArray') this.#field(pathOf(steps, name), this.#alternatives());
    else throw this.#tokens.fault(`"${name}" must be an object or an array`);
  }

  #alternatives(): FieldTest[] {
    const tests = readAlternatives(this.#tokens);
    if (this.#orIsAField && tests.some((test) => test.newerThanOr)) throw this.#tokens.fault('Unsupported operator');
    return tests;
  }

  #field(path: string, tests: readonly FieldTest[]): void {
    if (this.#branches.length === 0) this.#branches.push(new Map());
    for (const branch of this.#branches) branch.set(path, tests);
  }

  /** Each object in the list continues every branch so far. */
  #or(steps: readonly string[]): void {
    const before = this.#branches;
    const after: Branch[] = [];
    if (this.#tokens.next() !== 'startArray') throw this.#tokens.fault('It must be an Array followed with $or.');
    let members = 0;
    for (let token = this.#tokens.next(); token !== 'endArray'; token = this.#tokens.next()) {
      members++;
      if (token !== 'startObject') {
        throw this.#tokens.fault('Only JSON object is allowed in array of $or relationship.');
      }
      this.#branches = before.length === 0 ? [new Map()] : before.map((branch) => new Map(branch));
      this.#object(steps, true);
      after.push(...this.#branches);
      if (after.length > mostBranches) {
        throw new TooManyBranches(`Event pattern contains more than ${mostBranches} rule combinations`);
      }
    }
    if (members < 2) throw this.#tokens.fault('There must have at least 2 Objects in $or relationship.');
    this.#branches = after;
  }
}

/** No dot follows a first step without characters. */
function pathOf(steps: readonly string[], name: string): string {
  const base = steps.join('.');
  return base === '' ? name : `${base}.${name}`;
}
