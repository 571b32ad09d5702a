/**
 * What the local cloud needs from outside. Everything that does not follow from the requests comes from here, so that the same
 * code runs on a laptop (real clock, LevelDB) and in a simulation (virtual clock, seeded ids, memory).
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Store } from './store.ts';

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

export const systemIds: Ids = {
  uuid: randomUUID,
  bytes: randomBytes,
  random: Math.random,
};
