import type { Journal } from './journal.ts';

/** All of one shape: a busy queue has hundreds of thousands, and V8 gave each a shape of its own when they were spread. */
interface Entry<V> {
  readonly value: V;
  readonly order: number;
  readonly expiresMs: number;
}

type Line<V> = readonly [key: string, order: number, expiresMs: number, value: V];

/** Values by key that are forgotten, in memory and on disk, a fixed time after they were set. */
export class Remembered<V> {
  readonly #journal: Journal;
  readonly #kind: string;
  readonly #lifetimeMs: number;
  /** In the order of expiry, as all live equally long. */
  readonly #entries = new Map<string, Entry<V>>();
  /** The journal's records of them, each with the time when its last entry expires; oldest first. */
  readonly #records = new Map<string, number>();

  /** @param kind where the journal keeps them: `dedup/<queue>` */
  constructor(journal: Journal, kind: string, lifetimeMs: number) {
    this.#journal = journal;
    this.#kind = kind;
    this.#lifetimeMs = lifetimeMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, nowMs: number): Entry<V> | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiresMs > nowMs ? entry : undefined;
  }

  /** @param order greater than that of all that were remembered before */
  set(key: string, value: V, order: number, nowMs: number): void {
    this.sweep(nowMs);
    const line: Line<V> = [key, order, nowMs + this.#lifetimeMs, value];
    this.#take(line, this.#journal.gather(this.#kind, order, line));
  }

  /** Takes up what the store has. */
  async load(): Promise<void> {
    await this.#journal.eachGathered<Line<V>>(this.#kind, (line, record) => this.#take(line, record));
  }

  sweep(nowMs: number): void {
    forgetExpired(this.#entries, nowMs, ({ expiresMs }) => expiresMs);
    for (const record of forgetExpired(this.#records, nowMs, (expiresMs) => expiresMs)) this.#journal.forget(record);
  }

  clear(): void {
    this.sweep(Number.POSITIVE_INFINITY);
  }

  #take([key, order, expiresMs, value]: Line<V>, record: string): void {
    this.#entries.delete(key); // it goes to the end
    this.#entries.set(key, { value, order, expiresMs });
    this.#records.set(record, expiresMs);
  }
}

/** Deletes from a map that is in the order of expiry. @returns the keys deleted */
function forgetExpired<T>(map: Map<string, T>, nowMs: number, expiryOf: (value: T) => number): string[] {
  const expired: string[] = [];
  for (const [key, value] of map) {
    if (expiryOf(value) > nowMs) break;
    map.delete(key);
    expired.push(key);
  }
  return expired;
}
