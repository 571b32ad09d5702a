import type { Admission, Backlog } from './backlog.ts';
import { IndexedHeap } from './indexed-heap.ts';
import type { Message } from './message.ts';

const availableMs = (message: Message) => message.content.availableMs ?? 0;

/**
 * Oldest first, the best form of "best-effort ordering". A MessageGroupId (fair queues) changes nothing here: it keeps one
 * tenant from using up the capacity of many consumers.
 */
export class StandardBacklog implements Backlog {
  readonly #ready = new IndexedHeap<Message>((left, right) => left.order < right.order);
  readonly #delayed = new IndexedHeap<Message>((left, right) => availableMs(left) < availableMs(right));

  add(message: Message, nowMs: number): void {
    if (message.received.visibleMs > 0) return;
    (availableMs(message) > nowMs ? this.#delayed : this.#ready).push(message);
  }

  returned(message: Message): void {
    this.#ready.push(message);
  }

  removed(message: Message): void {
    if (!this.#ready.remove(message)) this.#delayed.remove(message);
  }

  take(limit: number, nowMs: number, admit: (message: Message) => Admission): Message[] {
    this.#promoteDue(nowMs);
    const taken: Message[] = [];
    while (taken.length < limit) {
      const message = this.#ready.pop();
      if (!message) break;
      const admission = admit(message);
      if (admission === 'taken') taken.push(message);
      if (admission !== 'stop') continue;
      this.#ready.push(message);
      break;
    }
    return taken;
  }

  nextDueMs(): number | undefined {
    return this.#delayed.peek()?.content.availableMs;
  }

  delayed(nowMs: number): number {
    this.#promoteDue(nowMs);
    return this.#delayed.size;
  }

  /** The delay of a standard queue is not retroactive. */
  delayChanged(): void {}

  clear(): void {
    this.#ready.clear();
    this.#delayed.clear();
  }

  /** Makes messages ready whose delay has ended. */
  #promoteDue(nowMs: number): void {
    for (let next = this.#delayed.peek(); next && availableMs(next) <= nowMs; next = this.#delayed.peek()) {
      this.#delayed.pop();
      this.#ready.push(next);
    }
  }
}
