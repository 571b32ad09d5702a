import type { Journal } from './journal.ts';

/** Built without object spread so that all share one V8 hidden class; a busy queue holds hundreds of thousands. */
interface Entry<V> {
  readonly value: V;
  readonly order: number;
  readonly expiresMs: number;
}

type Line<V> = readonly [key: string, order: number, expiresMs: number, value: V];

/** Values by key that expire, in memory and on disk, a fixed time after they were set. */
export class ExpiringMap<V> {
  readonly #journal: Journal;
  readonly #kind: string;
  readonly #lifetimeMs: number;
  /** In order of expiry, because all live equally long. */
  readonly #entries = new Map<string, Entry<V>>();
  /** When the last entry of each of the journal's records expires; oldest first. */
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

  /** @param order greater than that of every entry before */
  set(key: string, value: V, order: number, nowMs: number): void {
    this.sweep(nowMs);
    const line: Line<V> = [key, order, nowMs + this.#lifetimeMs, value];
    this.#insert(line, this.#journal.gather(this.#kind, order, line));
  }

  /** Restores the entries from the store. */
  async load(): Promise<void> {
    await this.#journal.eachGathered<Line<V>>(this.#kind, (line, record) => this.#insert(line, record));
  }

  sweep(nowMs: number): void {
    deleteExpired(this.#entries, nowMs, ({ expiresMs }) => expiresMs);
    for (const record of deleteExpired(this.#records, nowMs, (expiresMs) => expiresMs)) this.#journal.delete(record);
  }

  clear(): void {
    this.sweep(Number.POSITIVE_INFINITY);
  }

  #insert([key, order, expiresMs, value]: Line<V>, record: string): void {
    this.#entries.delete(key); // so that it goes to the end
    this.#entries.set(key, { value, order, expiresMs });
    this.#records.set(record, expiresMs);
  }
}

/** Deletes from a map that is in order of expiry. @returns the deleted keys */
function deleteExpired<T>(map: Map<string, T>, nowMs: number, expiryOf: (value: T) => number): string[] {
  const expired: string[] = [];
  for (const [key, value] of map) {
    if (expiryOf(value) > nowMs) break;
    map.delete(key);
    expired.push(key);
  }
  return expired;
}
