/**
 * What the local cloud needs from outside. Everything that does not follow from the requests comes from here, so that the same
 * code runs on a laptop (real clock, LevelDB) and in a simulation (virtual clock, seeded ids, memory).
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Store } from './store.ts';

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `callback` once, at or soon after `timeMs`; never synchronously, even if `timeMs` has passed. */
  at(timeMs: number, callback: () => void): Timer;
}

export interface Ids {
  /** A UUID, version 4. */
  uuid(): string;
  /** `length` random bytes. */
  bytes(length: number): Buffer;
  /** A number in [0, 1). */
  random(): number;
}

export interface CloudContext {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly store: Store;
  readonly account: string;
  readonly region: string;
  /** URL under which clients reach this cloud, without a trailing slash: `http://127.0.0.1:4566`. */
  readonly endpoint: () => string;
  /** Called for faults that no request reports (a delivery that broke, for example); never for a client's error. */
  readonly report: (message: string, cause: unknown) => void;
}

/** setTimeout's maximum; a longer wait (a Wait state of a year) takes several. */
const maxTimeoutMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  at(timeMs, callback) {
    let handle: NodeJS.Timeout;
    const arm = () => {
      const delayMs = Math.max(0, timeMs - Date.now());
      handle = delayMs > maxTimeoutMs ? setTimeout(arm, maxTimeoutMs) : setTimeout(callback, delayMs);
    };
    arm();
    return { cancel: () => clearTimeout(handle) };
  },
};

export const systemIds: Ids = {
  uuid: randomUUID,
  bytes: randomBytes,
  random: Math.random,
};
