/**
 * The cloud's own clock. All waits are counted on it, so it must not follow the machine's time of day, which can be set back or
 * forward at any moment (NTP, a second operating system, a machine that was suspended): a wait would last an hour longer, or a
 * message would be thrown away that is in time.
 *
 * - While the process runs, it goes on with the machine's monotonic clock, and nothing else moves it.
 * - The store has its time with every batch of writes. At the next start it goes on from there. The time between counts as well, as
 *   far as the time of day knows it: never less than nothing, never more than `maxOffMs`.
 *
 * So no wait ever exceeds the period that it came from. On a machine that is suspended the clock stands, and waits go on afterwards.
 */
import type { Store } from './store.ts';

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds on the cloud's own clock, near those since the epoch. It never goes back and never jumps: for waits and their order. */
  now(): number;
  /** The time of day, milliseconds since the epoch. It may be set at any moment: for what people and other programs read, never for a wait. */
  wallTime(): number;
  /** Runs `callback` once, at or soon after `timeMs` of `now`; never synchronously, even if `timeMs` has passed. */
  at(timeMs: number, callback: () => void): Timer;
}

/** The machine's clocks. */
export interface MachineTime {
  /** Milliseconds since the epoch; may step. */
  wallTime(): number;
  /** Milliseconds since some moment; never steps. */
  elapsed(): number;
  /** Runs `callback` once, after about `delayMs`. */
  after(delayMs: number, callback: () => void): Timer;
}

/**
 * The longest time for which the cloud counts as having been off. A start under a wrong date (an empty battery, a wrong year) then
 * costs a queue one day of its retention and not all messages. Every shorter wait ends as if the cloud had gone on.
 */
export const maxOffMs = 24 * 60 * 60 * 1000;

/** Where the clock goes on. @param lastMs its last time that is stored; undefined in a new store */
export function resumedTime(wallMs: number, lastMs: number | undefined): number {
  return lastMs === undefined ? wallMs : lastMs + Math.min(Math.max(wallMs - lastMs, 0), maxOffMs);
}

/**
 * How far the time of day is ahead of the cloud's clock. What is waited for and shown as well (a message's time of sending) keeps this
 * from its beginning: all its shown times fit together, and people see the time of day. Less than a second counts as nothing.
 */
export function wallLead(clock: Pick<Clock, 'now' | 'wallTime'>): number {
  const leadMs = clock.wallTime() - clock.now();
  return Math.abs(leadMs) < 1000 ? 0 : leadMs;
}

const key = 'clock';

export async function readLastTime(store: Store): Promise<number | undefined> {
  const value = await store.get(key);
  return value === undefined ? undefined : Number(value);
}

/** Stores the clock's time with each batch, so that no time in the store is later than the clock's last one. */
export function keepTime(store: Store, clock: Pick<Clock, 'now'>): void {
  store.stampBatches(key, () => String(clock.now()));
}

/** setTimeout's maximum; a longer wait (a Wait state of a year) takes several. */
const maxTimeoutMs = 2 ** 31 - 1;

export const machineTime: MachineTime = {
  wallTime: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, Math.min(delayMs, maxTimeoutMs));
    return { cancel: () => clearTimeout(handle) };
  },
};

export class SteadyClock implements Clock {
  readonly #machine: MachineTime;
  /** The clock's time when `elapsed` is 0. */
  readonly #originMs: number;

  constructor(startMs?: number, machine = machineTime) {
    this.#machine = machine;
    this.#originMs = (startMs ?? machine.wallTime()) - machine.elapsed();
  }

  /** Goes on where the clock of this store was, and keeps its time there. */
  static async resume(store: Store, machine = machineTime): Promise<SteadyClock> {
    const clock = new SteadyClock(resumedTime(machine.wallTime(), await readLastTime(store)), machine);
    keepTime(store, clock);
    return clock;
  }

  readonly now = (): number => Math.floor(this.#originMs + this.#machine.elapsed());

  readonly wallTime = (): number => this.#machine.wallTime();

  at(timeMs: number, callback: () => void): Timer {
    let timer: Timer;
    const arm = () => {
      timer = this.#machine.after(Math.max(0, timeMs - this.now()), wake);
    };
    // Timers are a millisecond early now and then, and a long wait takes several.
    const wake = () => (this.now() < timeMs ? arm() : callback());
    arm();
    return { cancel: () => timer.cancel() };
  }
}

/** For what keeps nothing over a restart. */
export const systemClock: Clock = new SteadyClock();
