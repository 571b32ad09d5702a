/**
 * One leaf of an event as patterns see it. As in AWS's event-ruler, a string is compared with its quotes and
 * everything else as written, so that the string "300" never equals the number 300.
 */
import { comparableNumber } from './comparable-number.ts';
import { addressDigits } from './ip-address.ts';

/** Pairs of array and index in it: the arrays of the event that the leaf lies in, outermost first. */
export type Membership = readonly number[];

export class EventValue {
  readonly isString: boolean;
  /** A string's characters; anything else as it is written in the event. */
  readonly text: string;
  readonly membership: Membership;
  #quoted: string | undefined;
  #number: number | null | undefined;
  #address: string | null | undefined;

  constructor(isString: boolean, text: string, membership: Membership) {
    this.isString = isString;
    this.text = text;
    this.membership = membership;
  }

  /** The string between quotes (not escaped), or the literal. */
  get quoted(): string {
    this.#quoted ??= this.isString ? `"${this.text}"` : this.text;
    return this.#quoted;
  }

  /** The number, if a double holds it exactly as written. */
  get number(): number | undefined {
    if (this.#number === undefined) this.#number = (this.isString ? undefined : comparableNumber(this.text)) ?? null;
    return this.#number ?? undefined;
  }

  /** The text's hexadecimal digits if it is an IP address. */
  get address(): string | undefined {
    if (this.#address === undefined) this.#address = addressDigits(this.text) ?? null;
    return this.#address ?? undefined;
  }
}
