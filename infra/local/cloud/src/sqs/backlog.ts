import type { Message } from './message.ts';

/**
 * The messages of a queue that are not in flight, in the order in which they may be received. Standard and FIFO queues
 * differ only here. Each call costs O(log n).
 */
export interface Backlog {
  /** Adds a message at the end of the queue. It may be in flight if it was loaded from the store. */
  add(message: Message, nowMs: number): void;
  /** A message that was in flight is visible again. */
  returned(message: Message, nowMs: number): void;
  /** A message left the queue. */
  removed(message: Message, nowMs: number): void;
  /**
   * Offers up to `limit` messages to `admit`, which takes each in flight, removes it from the queue (expired, or moved to
   * the dead-letter queue), or stops the receive.
   */
  take(limit: number, nowMs: number, admit: (message: Message) => Admission): Message[];
  /** When the next delay ends, milliseconds. */
  nextDueMs(): number | undefined;
  delayed(nowMs: number): number;
  /** To be called when the queue's delay was changed. */
  delayChanged(nowMs: number): void;
  clear(): void;
}

export type Admission = 'taken' | 'gone' | 'stop';
