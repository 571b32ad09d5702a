import type { Journal } from './journal.ts';

/** Reserved at once in the store, so that one write serves a million and no number is given out twice after a kill. */
const blockSize = 2 ** 20;

/** Numbers that only ever increase, over all queues and restarts. */
export class SequenceNumbers {
  readonly #journal: Journal;
  #next: number;
  #reserved: number;

  private constructor(journal: Journal, next: number) {
    this.#journal = journal;
    this.#next = next;
    this.#reserved = next;
  }

  static async open(journal: Journal): Promise<SequenceNumbers> {
    return new SequenceNumbers(journal, await journal.reservedOrder());
  }

  next(): number {
    if (this.#next >= this.#reserved) {
      this.#reserved = this.#next + blockSize;
      this.#journal.putReservedOrder(this.#reserved);
    }
    return this.#next++;
  }
}

/** AWS's sequence numbers have 20 digits and step by 256. */
const firstSequenceNumber = 18_850_000_000_000_000_000n;

/** A FIFO message's SequenceNumber. */
export const sequenceNumber = (order: number): string => String(firstSequenceNumber + BigInt(order) * 256n);
