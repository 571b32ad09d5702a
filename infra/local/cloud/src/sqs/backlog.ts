import type { Message } from './message.ts';

/**
 * What a queue has that is not in flight, and in which order it may be received. Standard and FIFO queues differ here
 * and nowhere else. Each call costs O(log n).
 */
export interface Backlog {
  /** A message that came into the queue, at its end. In flight when it was loaded so. */
  add(message: Message, nowMs: number): void;
  /** A message that was in flight is visible again. */
  returned(message: Message, nowMs: number): void;
  /** A message left the queue. */
  removed(message: Message, nowMs: number): void;
  /**
   * Offers up to `limit` messages to `admit`, which takes each in flight, lets it leave the queue (expired, or off to
   * the dead-letter queue), or stops the receive.
   */
  take(limit: number, nowMs: number, admit: (message: Message) => Admission): Message[];
  /** When the next delay ends, milliseconds. */
  nextDueMs(): number | undefined;
  /** How many messages are delayed. */
  delayed(nowMs: number): number;
  /** The queue's delay was changed. */
  delayChanged(nowMs: number): void;
  clear(): void;
}

export type Admission = 'taken' | 'gone' | 'stop';
