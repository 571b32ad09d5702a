/** What the proof answers with, and how a check gathers it without keeping more than it shows. */

/** Names the rows concerned, and what is wrong with them. Amounts and counts are decimal strings: all of it is JSON. */
export type Violation = Readonly<Record<string, string | number | boolean | null>>;

export interface Check {
  /** Stable: `hash-chains-intact`. */
  readonly name: string;
  readonly description: string;
}

export interface CheckResult extends Check {
  readonly ok: boolean;
  /** Things looked at: entries, accounts, transfers, ... */
  readonly checked: number;
  readonly violationCount: number;
  /** The first ones. */
  readonly violations: readonly Violation[];
}

export const mostViolationsShown = 20;

/** One check's running count over all shards. */
export class Tally {
  readonly #check: Check;
  readonly #violations: Violation[] = [];
  #checked = 0;
  #violationCount = 0;

  constructor(check: Check) {
    this.#check = check;
  }

  looked(things: number): void {
    this.#checked += things;
  }

  /** @param count violations in all, where only some of them are handed in. */
  found(violations: readonly Violation[], count = violations.length): void {
    this.#violationCount += count;
    this.#violations.push(...violations.slice(0, mostViolationsShown - this.#violations.length));
  }

  get result(): CheckResult {
    const { name, description } = this.#check;
    return {
      name,
      ok: this.#violationCount === 0,
      description,
      checked: this.#checked,
      violationCount: this.#violationCount,
      violations: this.#violations,
    };
  }
}
