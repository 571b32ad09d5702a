/**
 * A cloud context for tests: time moves only when told to, ids follow from a seed, and the state is in memory and can be
 * opened again as after a kill.
 */
import { MemoryLevel } from 'memory-level';
import { type Clock, keepTime, readLastTime, resumedTime, type Timer } from '../core/clock.ts';
import type { CloudContext, Ids } from '../core/context.ts';
import { type Level, Store } from '../core/store.ts';

interface Waiting {
  readonly timeMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Timers run in order of time, then of arming, and only inside `advance`. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #wallMs: number;
  #order = 0;
  #waiting: Waiting[] = [];

  /** @param startMs milliseconds since the epoch; the default is 2026-01-01T00:00:00Z */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
    this.#wallMs = startMs;
  }

  readonly now = (): number => this.#nowMs;

  readonly wallTime = (): number => this.#wallMs;

  /** Sets the time of day by `ms`, forward or back. No time passes. */
  step(ms: number): void {
    this.#wallMs += ms;
  }

  /** Goes on as the clock of a new process does. @param lastMs its time in the store */
  resume(lastMs: number | undefined): void {
    this.#nowMs = resumedTime(this.#wallMs, lastMs);
  }

  at(timeMs: number, callback: () => void): Timer {
    const waiting = { timeMs, order: this.#order++, callback };
    this.#waiting.push(waiting);
    return {
      cancel: () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
      },
    };
  }

  /** Number of armed timers: zero after everything is closed. */
  get armed(): number {
    return this.#waiting.length;
  }

  /**
   * Moves time on by `ms`, stopping at each timer on the way. What a timer starts (promises, store writes, more timers) runs
   * before the next one. `advance(0)` runs what is due now.
   */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settled();
    for (let next = this.#take(endMs); next; next = this.#take(endMs)) {
      this.#pass(Math.max(0, next.timeMs - this.#nowMs));
      next.callback();
      await settled();
    }
    this.#pass(endMs - this.#nowMs);
  }

  #pass(ms: number): void {
    this.#nowMs += ms;
    this.#wallMs += ms;
  }

  #take(endMs: number): Waiting | undefined {
    let first: Waiting | undefined;
    for (const waiting of this.#waiting) {
      if (waiting.timeMs > endMs) continue;
      if (!first || waiting.timeMs < first.timeMs || (waiting.timeMs === first.timeMs && waiting.order < first.order)) {
        first = waiting;
      }
    }
    if (first) this.#waiting = this.#waiting.filter((other) => other !== first);
    return first;
  }
}

/** Waits for pending promises and the store's write, which takes a turn to collect a batch and one to write it. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Ids that follow from the seed (mulberry32). */
export function seededIds(seed: number): Ids {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const uuid = () => {
    const raw = bytes(16);
    raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x40;
    raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
    return raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };
  return { uuid, bytes, random };
}

export interface TestContext extends CloudContext {
  readonly clock: VirtualClock;
  /** Faults given to `report`, newest last. A test that expects none asserts that it is empty. */
  readonly faults: unknown[];
  /**
   * The same data, clock and ids with a new store, as after a kill -9: what was not flushed is lost. Close the services of the
   * old context first; do not use it afterwards.
   */
  reopen(): Promise<TestContext>;
}

export interface TestContextOptions {
  readonly seed?: number;
  readonly startMs?: number;
  /** Default: an empty one in memory. */
  readonly level?: Level;
  readonly endpoint?: () => string;
}

/** A context on a virtual clock, seeded ids (seed 1) and a store in memory. */
export async function openTestContext(options: TestContextOptions = {}): Promise<TestContext> {
  const level = options.level ?? new MemoryLevel<string, string>();
  const clock = new VirtualClock(options.startMs);
  const ids = seededIds(options.seed ?? 1);
  const open = async (): Promise<TestContext> => {
    const faults: unknown[] = [];
    const store = await Store.open(level);
    clock.resume(await readLastTime(store));
    keepTime(store, clock);
    return {
      clock,
      ids,
      faults,
      store,
      account: '000000000000',
      region: 'us-east-1',
      endpoint: options.endpoint ?? (() => 'http://127.0.0.1:4566'),
      report: (message, cause) => faults.push(new Error(message, { cause })),
      reopen: open,
    };
  };
  return open();
}
