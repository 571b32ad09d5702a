import type { Journal } from './journal.ts';

/** Orders are reserved in blocks, so that one write serves a million and none is given out twice after a kill. */
const block = 2 ** 20;

/** Numbers that only ever increase, over all queues and restarts. */
export class Orders {
  readonly #journal: Journal;
  #next: number;
  #reserved: number;

  private constructor(journal: Journal, next: number) {
    this.#journal = journal;
    this.#next = next;
    this.#reserved = next;
  }

  static async open(journal: Journal): Promise<Orders> {
    return new Orders(journal, await journal.highestOrder());
  }

  take(): number {
    if (this.#next >= this.#reserved) {
      this.#reserved = this.#next + block;
      this.#journal.putHighestOrder(this.#reserved);
    }
    return this.#next++;
  }
}

/** AWS's sequence numbers have 20 digits and step by 256. */
const firstSequenceNumber = 18_850_000_000_000_000_000n;

export const sequenceNumber = (order: number): string => String(firstSequenceNumber + BigInt(order) * 256n);
