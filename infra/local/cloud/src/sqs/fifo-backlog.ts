import type { Admission, Backlog } from './backlog.ts';
import { type HeapItem, IndexedHeap } from './indexed-heap.ts';
import type { Message } from './message.ts';

/** A message group: its messages, oldest first, including those in flight. */
interface Group extends HeapItem {
  readonly id: string;
  first: Message | undefined;
  last: Message | undefined;
  /** Its place among the ready groups; undefined if it is not ready. */
  turn: number | undefined;
}

const turnOf = (group: Group) => group.turn ?? 0;
const headSentMs = (group: Group) => group.first?.content.sentMs ?? 0;
const isInFlight = (message: Message) => message.received.visibleMs > 0;

/**
 * Message groups, each in strict order: a message in flight blocks all after it in its group and none before it (so a
 * released message is received again while younger ones are still in flight). Groups take turns: one that becomes ready
 * goes to the end. AWS does both.
 *
 * A group is in at most one heap: `ready` if its oldest message can be received, `delayed` if that one is still
 * delayed, and in none while that one is in flight.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export class FifoBacklog implements Backlog {
  readonly #groups = new Map<string, Group>();
  readonly #ready = new IndexedHeap<Group>((left, right) => turnOf(left) < turnOf(right));
  readonly #delayed = new IndexedHeap<Group>((left, right) => headSentMs(left) < headSentMs(right));
  readonly #delayMs: () => number;
  #turns = 0;
  /** The group that `take` is working on, which schedules it at its end. */
  #open: Group | undefined;

  /** @param delayMs the queue's delay; changing it affects messages that are already there */
  constructor(delayMs: () => number) {
    this.#delayMs = delayMs;
  }

  add(message: Message, nowMs: number): void {
    const group = this.#group(message);
    message.previous = group.last;
    message.next = undefined;
    if (group.last) group.last.next = message;
    else group.first = message;
    group.last = message;
    if (group.first === message) this.#schedule(group, nowMs);
  }

  returned(message: Message, nowMs: number): void {
    const group = this.#group(message);
    if (group.first === message) this.#schedule(group, nowMs);
  }

  removed(message: Message, nowMs: number): void {
    const group = this.#group(message);
    if (message.previous) message.previous.next = message.next;
    else group.first = message.next;
    if (message.next) message.next.previous = message.previous;
    else group.last = message.previous;
    this.#schedule(group, nowMs);
  }

  /** As many as possible of one group, then of the next. */
  take(limit: number, nowMs: number, admit: (message: Message) => Admission): Message[] {
    this.#promoteDue(nowMs);
    const taken: Message[] = [];
    let stopped = false;
    while (!stopped && taken.length < limit) {
      const group = this.#ready.pop();
      if (!group) break;
      this.#open = group;
      let message = group.first;
      while (message && taken.length < limit && !isInFlight(message) && !this.#isDelayed(message, nowMs)) {
        const next: Message | undefined = message.next;
        const admission = admit(message);
        stopped = admission === 'stop';
        if (stopped) break;
        if (admission === 'taken') taken.push(message);
        message = next;
      }
      this.#open = undefined;
      this.#schedule(group, nowMs);
    }
    return taken;
  }

  nextDueMs(): number | undefined {
    const group = this.#delayed.peek();
    return group && headSentMs(group) + this.#delayMs();
  }

  delayed(nowMs: number): number {
    if (this.#delayMs() === 0) return 0;
    let count = 0;
    for (const group of this.#groups.values()) {
      // The youngest come last, so that counting ends at the first that is not delayed.
      for (let message = group.last; message && this.#isDelayed(message, nowMs); message = message.previous) {
        if (!isInFlight(message)) count++;
      }
    }
    return count;
  }

  delayChanged(nowMs: number): void {
    for (const group of [...this.#ready.clear(), ...this.#delayed.clear()]) this.#schedule(group, nowMs);
  }

  clear(): void {
    this.#groups.clear();
    this.#ready.clear();
    this.#delayed.clear();
  }

  #isDelayed(message: Message, nowMs: number): boolean {
    return message.content.sentMs + this.#delayMs() > nowMs;
  }

  /** Makes groups ready whose delay has ended. */
  #promoteDue(nowMs: number): void {
    for (let group = this.#delayed.peek(); group?.first; group = this.#delayed.peek()) {
      if (this.#isDelayed(group.first, nowMs)) break;
      this.#schedule(group, nowMs);
    }
  }

  #group(message: Message): Group {
    const id = message.content.groupId ?? '';
    let group = this.#groups.get(id);
    if (!group) {
      group = { id, first: undefined, last: undefined, turn: undefined, position: -1 };
      this.#groups.set(id, group);
    }
    return group;
  }

  /** Moves a group to the heap where it belongs now. A group that stays ready keeps its turn. */
  #schedule(group: Group, nowMs: number): void {
    if (group === this.#open) return;
    if (!this.#ready.remove(group)) this.#delayed.remove(group);
    if (!group.first) this.#groups.delete(group.id);
    if (!group.first || isInFlight(group.first)) group.turn = undefined;
    else if (this.#isDelayed(group.first, nowMs)) {
      group.turn = undefined;
      this.#delayed.push(group);
    } else {
      group.turn ??= this.#turns++;
      this.#ready.push(group);
    }
  }
}
