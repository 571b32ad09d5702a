/**
 * How complex a pattern's wildcards are: the largest number of their beginnings (up to any character or asterisk) that
 * one text can match at once. It is what event-ruler measures, and AWS refuses a pattern above ten. A text that matches
 * many beginnings keeps as many states of the matching machine alive.
 */
import type { Branch } from './branches.ts';
import type { FieldTest } from './field-test.ts';
import type { Segments } from './wildcard.ts';

export const highestComplexity = 10;

/** Whether any text could match more than `highestComplexity` beginnings of wildcards tested side by side. */
export function isTooComplex(branches: readonly Branch[]): boolean {
  return testedTogether(branches).some((tests) => new BeginningCount(tests).exceeds(highestComplexity));
}

/** Tests of the fields, those of branches together that begin alike: their machine is one. */
function testedTogether(branches: readonly Branch[]): FieldTest[][] {
  const machines = new Map<string, FieldTest[]>();
  for (const branch of branches) {
    let beginning = '';
    for (const path of [...branch.keys()].sort()) {
      const tests = branch.get(path) ?? [];
      const machine = machines.get(beginning + path) ?? [];
      machines.set(beginning + path, machine);
      machine.push(...tests);
      // What follows `exists: false` alone is not measured, as on AWS.
      if (tests.every((test) => !test.passes)) break;
      beginning += `${path}\n${tests.map((test) => test.identity).join('\n')}\n`;
    }
  }
  return [...machines.values()].filter((tests) => tests.some((test) => test.wildcards));
}

const asterisk = -1;
const otherByte = -2;
const nothing = -3;

/** A beginning, or several that are matched together. */
interface Beginning {
  /** What it ends with: a byte, or the asterisk. */
  readonly last: number;
  readonly next: Beginning[];
  /** The tests it belongs to; it counts once for each. */
  readonly tests: Set<string>;
}

class BeginningCount {
  /** Before the first character; it does not count. */
  readonly #root: Beginning = { last: nothing, next: [], tests: new Set() };
  readonly #alphabet = new Set<number>([otherByte]);

  constructor(tests: readonly FieldTest[]) {
    const ends = new Map<string, Beginning>();
    for (const { identity, wildcards = [] } of tests) {
      for (const wildcard of wildcards) this.#add(bytesOf(wildcard), identity, ends);
    }
  }

  /** Walks the sets of beginnings that some text matches, each once. */
  exceeds(limit: number): boolean {
    const seen = new Set<string>();
    const numbers = new Map<Beginning, number>();
    const pending = [new Set([this.#root])];
    for (let active = pending.pop(); active; active = pending.pop()) {
      for (const byte of this.#alphabet) {
        const next = this.#step(active, byte);
        if (weight(next) > limit) return true;
        const key = keyOf(next, numbers);
        if (next.size === 0 || seen.has(key)) continue;
        seen.add(key);
        pending.push(next);
      }
    }
    return false;
  }

  /**
   * As event-ruler builds its machine: wildcards share what they have in common up to the first asterisk, each has its
   * own way from there (a wildcard that stands in several branches has several), and those of one test end together.
   */
  #add(bytes: readonly number[], identity: string, ends: Map<string, Beginning>): void {
    let current = this.#root;
    let shared = true;
    bytes.forEach((byte, index) => {
      if (byte !== asterisk) this.#alphabet.add(byte);
      const last = index === bytes.length - 1;
      const known = last ? ends.get(identity) : shared ? current.next.find((next) => next.last === byte) : undefined;
      const beginning = known ?? { last: byte, next: [], tests: new Set() };
      if (last) ends.set(identity, beginning);
      beginning.tests.add(identity);
      if (!current.next.includes(beginning)) current.next.push(beginning);
      shared &&= byte !== asterisk;
      current = beginning;
    });
  }

  #step(active: ReadonlySet<Beginning>, byte: number): Set<Beginning> {
    const reached: Beginning[] = [];
    for (const beginning of active) {
      if (beginning.last === asterisk) reached.push(beginning);
      for (const next of beginning.next) if (next.last === byte) reached.push(next);
    }
    return closed(reached);
  }
}

/** With those that an asterisk for no character adds. */
function closed(beginnings: readonly Beginning[]): Set<Beginning> {
  const all = new Set(beginnings);
  for (const beginning of all) {
    for (const next of beginning.next) if (next.last === asterisk) all.add(next);
  }
  return all;
}

function weight(active: ReadonlySet<Beginning>): number {
  let sum = 0;
  for (const beginning of active) sum += beginning.tests.size;
  return sum;
}

function bytesOf(wildcard: Segments): number[] {
  return wildcard.flatMap((segment, index) => [...(index > 0 ? [asterisk] : []), ...Buffer.from(segment)]);
}

function keyOf(active: ReadonlySet<Beginning>, numbers: Map<Beginning, number>): string {
  const own = [...active].map((beginning) => {
    const number = numbers.get(beginning) ?? numbers.size;
    numbers.set(beginning, number);
    return number;
  });
  return own.sort((a, b) => a - b).join(',');
}
