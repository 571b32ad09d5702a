import type { Clock, Timer } from '../core/clock.ts';

interface Poll {
  /** Receives, and answers if there was a message. @returns whether it answered */
  serve(): boolean;
  /** Answers without messages. */
  end(): void;
}

/** Receives that wait for a message, served in the order in which they came. */
export class LongPolls {
  readonly #clock: Clock;
  readonly #nextDueMs: () => number | undefined;
  readonly #polls = new Set<Poll>();
  #waking = false;
  #timer: Timer | undefined;
  #timerMs = 0;

  /** @param nextDueMs when a message becomes available without any call, milliseconds */
  constructor(clock: Clock, nextDueMs: () => number | undefined) {
    this.#clock = clock;
    this.#nextDueMs = nextDueMs;
  }

  /** To be called when messages may have become available. Polls are served at the end of the turn, so that they see a whole batch. */
  wake(): void {
    if (this.#polls.size === 0 || this.#waking) return;
    this.#waking = true;
    queueMicrotask(() => this.#serve());
  }

  /**
   * Resolves with what `receive` returns as soon as that is not empty, or with [] after `waitMs` or an abort; after an abort
   * nothing is received.
   */
  wait<T>(receive: () => T[], waitMs: number, signal: AbortSignal): Promise<T[]> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        this.#polls.delete(poll);
        deadline.cancel();
        signal.removeEventListener('abort', poll.end);
        if (this.#polls.size === 0) this.#disarm();
      };
      const poll: Poll = {
        serve: () => {
          try {
            const received = receive();
            if (received.length === 0) return false;
            resolve(received);
          } catch (error) {
            reject(error);
          }
          finish();
          return true;
        },
        end: () => {
          finish();
          resolve([]);
        },
      };
      const deadline = this.#clock.at(this.#clock.now() + waitMs, poll.end);
      signal.addEventListener('abort', poll.end);
      this.#polls.add(poll);
      this.#arm();
    });
  }

  close(): void {
    for (const poll of [...this.#polls]) poll.end();
  }

  #serve(): void {
    this.#waking = false;
    for (const poll of [...this.#polls]) if (!poll.serve()) break;
    this.#arm();
  }

  #arm(): void {
    const dueMs = this.#polls.size > 0 ? this.#nextDueMs() : undefined;
    if (this.#timer && dueMs === this.#timerMs) return;
    this.#disarm();
    if (dueMs === undefined) return;
    this.#timerMs = dueMs;
    this.#timer = this.#clock.at(dueMs, () => {
      this.#timer = undefined;
      this.#serve();
    });
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
