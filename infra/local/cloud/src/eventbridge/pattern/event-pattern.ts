/**
 * Event patterns, compiled once and matched often. They match as AWS's open-source event-ruler does, which EventBridge
 * runs: https://github.com/aws/event-ruler and
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * AWS also refuses wildcards that are costly to match side by side; here they are accepted.
 */
import { JsonSyntaxError, readJson } from '../../core/json-syntax.ts';
import { type Branch, readBranches, TooManyBranches } from './branches.ts';
import { type EventFields, readFields, stepsOf } from './event-fields.ts';
import type { EventValue, Membership } from './event-value.ts';
import type { FieldTest } from './field-test.ts';
import { PatternFault } from './pattern-fault.ts';

/** The pattern is refused; the message gives the rule that it breaks and the place in the pattern. */
export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';
}

interface FieldCondition {
  readonly path: string;
  readonly passes: readonly ((value: EventValue) => boolean)[];
  readonly mayBeAbsent: boolean;
}

export class EventPattern {
  /** Names of the members to read of an event; see `readFields`. */
  readonly steps: ReadonlySet<string>;
  readonly #branches: readonly (readonly FieldCondition[])[];

  private constructor(branches: readonly Branch[]) {
    this.steps = stepsOf(branches.flatMap((branch) => [...branch.keys()]));
    this.#branches = branches.map(conditions);
  }

  /** @param text the pattern's JSON @throws InvalidPattern */
  static compile(text: string): EventPattern {
    try {
      return new EventPattern(compileBranches(text));
    } catch (error) {
      if (error instanceof PatternFault) throw new InvalidPattern(error.describeIn(text));
      throw error instanceof JsonSyntaxError ? new InvalidPattern(error.message) : error;
    }
  }

  /** @param event the text of a JSON object, already known to be valid JSON. */
  matches(event: string): boolean {
    return this.matchesFields(readFields(event, this.steps));
  }

  /** @param fields read for at least `this.steps`. */
  matchesFields(fields: EventFields): boolean {
    return this.#branches.some((branch) => matchesFrom(branch, 0, fields, anywhere));
  }
}

/** `$or` may still be a field's name, as it once could, in a pattern that it makes no sense in as the operator. */
function compileBranches(text: string): Branch[] {
  const pattern = readJson(text);
  try {
    return readBranches(pattern);
  } catch (fault) {
    if (!text.includes('$or') || fault instanceof TooManyBranches) throw fault;
    try {
      return readBranches(pattern, { orIsAField: true });
    } catch {
      throw fault;
    }
  }
}

/** Sorted by path, because their order decides how `exists: false` matches inside arrays. */
function conditions(branch: Branch): FieldCondition[] {
  return [...branch.keys()].sort().map((path) => {
    const tests: readonly FieldTest[] = branch.get(path) ?? [];
    const passes = tests.flatMap((test) => test.passes ?? []);
    return { path, passes, mayBeAbsent: passes.length < tests.length };
  });
}

const anywhere: Membership = [];

/**
 * Whether the conditions from `index` on pass with leaves that agree with `chosen`, the elements of arrays in which the
 * leaves of earlier conditions lie: two fields never match in different elements of one array.
 */
function matchesFrom(
  branch: readonly FieldCondition[],
  index: number,
  fields: EventFields,
  chosen: Membership,
): boolean {
  const condition = branch[index];
  if (!condition) return true;
  const values = fields.get(condition.path) ?? [];
  if (condition.mayBeAbsent && !values.some((value) => agree(chosen, value.membership))) {
    if (matchesFrom(branch, index + 1, fields, chosen)) return true;
  }
  for (const value of values) {
    if (!condition.passes.some((passes) => passes(value))) continue;
    const next = agree(chosen, value.membership);
    if (next && matchesFrom(branch, index + 1, fields, next)) return true;
  }
  return false;
}

/** Both memberships together; undefined if they name different elements of an array. */
function agree(chosen: Membership, other: Membership): Membership | undefined {
  if (other.length === 0) return chosen;
  if (chosen.length === 0) return other;
  let together: number[] | undefined;
  for (let at = 0; at < other.length; at += 2) {
    const array = other[at] ?? 0;
    const element = other[at + 1] ?? 0;
    const known = elementOf(chosen, array);
    if (known === undefined) {
      together ??= [...chosen];
      together.push(array, element);
    } else if (known !== element) return undefined;
  }
  return together ?? chosen;
}

function elementOf(membership: Membership, array: number): number | undefined {
  for (let at = 0; at < membership.length; at += 2) if (membership[at] === array) return membership[at + 1];
  return undefined;
}
