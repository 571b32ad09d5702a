import type { Journal } from './journal.ts';

/** One object an entry, as hundreds of thousands of deduplication ids are remembered at a time. */
export type Entry<V> = V & { readonly order: number; readonly expiresMs: number };

type Stored<V> = V & { readonly v: number; readonly key: string; readonly expiresMs: number };

/** Values by key that are forgotten, in memory and on disk, a fixed time after they were set. */
export class Remembered<V extends object> {
  readonly #journal: Journal;
  readonly #kind: string;
  readonly #lifetimeMs: number;
  /** In the order of expiry, as all live equally long. */
  readonly #entries = new Map<string, Entry<V>>();

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

  /** @param order unique among all that is remembered under this kind */
  set(key: string, value: V, order: number, nowMs: number): void {
    this.sweep(nowMs);
    this.delete(key);
    const expiresMs = nowMs + this.#lifetimeMs;
    this.#entries.set(key, { ...value, order, expiresMs });
    this.#journal.put(this.#kind, order, { key, expiresMs, ...value });
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#journal.drop(this.#kind, entry.order);
  }

  /** Takes up what the store has. */
  async load(): Promise<void> {
    await this.#journal.each<Stored<V>>(this.#kind, (order, { v: _, key, ...entry }) => {
      this.#entries.set(key, { ...(entry as Omit<Stored<V>, 'v' | 'key'> & V), order });
    });
  }

  sweep(nowMs: number): void {
    for (const [key, { expiresMs }] of this.#entries) {
      if (expiresMs > nowMs) return;
      this.delete(key);
    }
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }
}
