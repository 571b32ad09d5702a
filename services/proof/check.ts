/** The result of the proof, and how a check gathers it without keeping more than it shows. */

/** Names the rows, and what is wrong with them. Ready for JSON: amounts and counts are decimal strings. */
export type CheckViolation = Readonly<Record<string, string | number | boolean | null>>;

export interface Check {
  /** Stable: `hash-chains-intact`. */
  readonly name: string;
  readonly description: string;
}

export interface CheckResult extends Check {
  readonly ok: boolean;
  /** How many things were checked: entries, accounts, transfers, ... */
  readonly checked: number;
  readonly violationCount: number;
  /** The first twenty. */
  readonly violations: readonly CheckViolation[];
}

export const maxViolationsShown = 20;

/** One check at work, over all shards. */
export class CheckRun {
  readonly #check: Check;
  readonly #violations: CheckViolation[] = [];
  #checked = 0;
  #violationCount = 0;

  constructor(check: Check) {
    this.#check = check;
  }

  looked(things: number): void {
    this.#checked += things;
  }

  /** @param count the total, if `violations` are only the first ones. */
  found(violations: readonly CheckViolation[], count = violations.length): void {
    this.#violationCount += count;
    this.#violations.push(...violations.slice(0, maxViolationsShown - this.#violations.length));
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
