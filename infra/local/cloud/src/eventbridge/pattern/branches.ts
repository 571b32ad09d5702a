/**
 * A pattern as its branches: each a set of fields that must all pass, and the pattern passes if any branch does. `$or`
 * multiplies branches. A field named again replaces what it had in the branches so far, as in event-ruler.
 */
import type { JsonArrayNode, JsonNode, JsonObjectNode } from '../../core/json-syntax.ts';
import type { FieldTest } from './field-test.ts';
import { readAlternatives } from './match-expression.ts';
import { PatternFault } from './pattern-fault.ts';

/** Tests by field; a field is its path, joined by dots. */
export type Branch = Map<string, readonly FieldTest[]>;

const maxBranches = 1000;

export class TooManyBranches extends PatternFault {
  constructor(node: JsonNode) {
    super(node, `Event pattern contains more than ${maxBranches} rule combinations`);
  }
}

const reservedInOr: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>='],
  ...['regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after', 'date-on-or-after', 'date-before'],
  ...['date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range'],
]);

/** @throws PatternFault */
export function readBranches(pattern: JsonNode, options: { readonly orIsAField?: boolean } = {}): Branch[] {
  if (pattern.type !== 'object') throw new PatternFault(pattern, 'Filter is not an object');
  return new BranchReader(options.orIsAField ?? false).read(pattern);
}

class BranchReader {
  readonly #orIsAField: boolean;
  #branches: Branch[] = [];

  constructor(orIsAField: boolean) {
    this.#orIsAField = orIsAField;
  }

  read(pattern: JsonObjectNode): Branch[] {
    this.#object(pattern, [], false);
    return this.#branches;
  }

  #object(node: JsonObjectNode, steps: readonly string[], insideOr: boolean): void {
    if (node.members.length === 0) throw new PatternFault(node, 'Empty objects are not allowed');
    for (const [name, value] of node.members) this.#member(name, value, steps, insideOr);
  }

  #member(name: string, value: JsonNode, steps: readonly string[], insideOr: boolean): void {
    if (name === '$or' && !this.#orIsAField) {
      this.#or(value, steps);
      return;
    }
    if (insideOr && reservedInOr.has(name)) {
      throw new PatternFault(value, `${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    if (value.type === 'object') this.#object(value, [...steps, name], insideOr);
    else if (value.type === 'array') this.#field(pathOf(steps, name), this.#alternatives(value));
    else throw new PatternFault(value, `"${name}" must be an object or an array`);
  }

  #alternatives(list: JsonArrayNode): FieldTest[] {
    const tests = readAlternatives(list);
    if (this.#orIsAField && tests.some((test) => test.newerThanOr))
      throw new PatternFault(list, 'Unsupported operator');
    return tests;
  }

  #field(path: string, tests: readonly FieldTest[]): void {
    if (this.#branches.length === 0) this.#branches.push(new Map());
    for (const branch of this.#branches) branch.set(path, tests);
  }

  /** Each object in the list continues every branch so far. */
  #or(list: JsonNode, steps: readonly string[]): void {
    if (list.type !== 'array') throw new PatternFault(list, 'It must be an Array followed with $or.');
    const before = this.#branches;
    const after: Branch[] = [];
    for (const node of list.items) {
      if (node.type !== 'object') {
        throw new PatternFault(node, 'Only JSON object is allowed in array of $or relationship.');
      }
      this.#branches = before.length === 0 ? [new Map()] : before.map((branch) => new Map(branch));
      this.#object(node, steps, true);
      after.push(...this.#branches);
      if (after.length > maxBranches) throw new TooManyBranches(list);
    }
    if (list.items.length < 2) throw new PatternFault(list, 'There must have at least 2 Objects in $or relationship.');
    this.#branches = after;
  }
}

/** No dot follows a first step without characters. */
function pathOf(steps: readonly string[], name: string): string {
  const base = steps.join('.');
  return base === '' ? name : `${base}.${name}`;
}
