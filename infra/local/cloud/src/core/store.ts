/**
 * The local cloud's durable state: ordered string keys and values over an abstract-level database
 * (LevelDB on disk, memory in a simulation).
 *
 * Services change their memory and call `put` or `del` in the same tick; everything queued in one tick is written as one
 * atomic batch, so that a message moved from a bus to a queue is in exactly one of them after a crash. A client gets its
 * answer only after `flushed()`. While one batch is written the next one collects, so that one write serves many calls.
 */
import type { AbstractBatchOperation, AbstractLevel } from 'abstract-level';

export type Level = AbstractLevel<string | Buffer | Uint8Array, string, string>;
type Operation = AbstractBatchOperation<Level, string, string>;

export interface Range {
  readonly gte?: string;
  readonly gt?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** The range of all keys with a prefix. Keys are compared as bytes. */
export const prefixed = (prefix: string): Range => ({ gte: prefix, lt: `${prefix}\uffff` });

const pageSize = 500;

/** A record of all lines gathered for one batch. */
interface Gathered {
  readonly key: string;
  readonly lines: string[];
}
type Value = string | Gathered | undefined;

/** The disk refused a write (full, read-only, gone). Nothing later is acknowledged. */
export class StoreWriteError extends Error {
  override readonly name = 'StoreWriteError';
}

export class Store {
  readonly #level: Level;
  readonly #sync: boolean;
  /** The latest value of each key; undefined deletes. */
  #queued = new Map<string, Value>();
  /** Records of the next batch, by prefix. */
  #gathered = new Map<string, Gathered>();
  /** The batch that is being written. */
  #inWrite = new Map<string, Value>();
  #writing: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failure: StoreWriteError | undefined;
  #stamp: (() => Operation) | undefined;
  #fail: (failure: StoreWriteError) => void = () => {};
  /** Resolves at the first write that fails: nothing is acknowledged after it. */
  readonly failed: Promise<StoreWriteError> = new Promise((resolve) => {
    this.#fail = resolve;
  });

  private constructor(level: Level, sync: boolean) {
    this.#level = level;
    this.#sync = sync;
  }

  /** @param options.sync fsync each batch: survives a power cut, not only a kill -9. */
  static async open(level: Level, options: { sync?: boolean } = {}): Promise<Store> {
    await level.open();
    return new Store(level, options.sync ?? false);
  }

  put(key: string, value: string): void {
    this.#queued.set(key, value);
    this.#schedule();
  }

  del(key: string): void {
    this.#queued.set(key, undefined);
    this.#schedule();
  }

  /**
   * Adds a line to a record that all lines of one batch share, as a JSON array: hundreds of small values cost one operation per
   * batch, not one each.
   * @param number is called when a record begins; it sorts the records under the prefix
   * @returns the record's key, to delete it when none of its lines is needed any more
   */
  gather(prefix: string, number: () => string, line: string): string {
    let gathered = this.#gathered.get(prefix);
    if (!gathered) {
      gathered = { key: `${prefix}${number()}`, lines: [] };
      this.#gathered.set(prefix, gathered);
    }
    gathered.lines.push(line);
    this.#queued.set(gathered.key, gathered); // again, if all its lines so far have been deleted
    this.#schedule();
    return gathered.key;
  }

  /** Writes `value()` under `key` with every batch. */
  stampBatches(key: string, value: () => string): void {
    this.#stamp = () => ({ type: 'put', key, value: value() });
  }

  /** Resolves when everything queued before this call is written. @throws StoreWriteError */
  async flushed(): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#next) return this.#next;
    if (this.#writing) return this.#writing;
  }

  /** The first write that failed, for a health check. */
  get failure(): StoreWriteError | undefined {
    return this.#failure;
  }

  async get(key: string): Promise<string | undefined> {
    if (this.#queued.has(key)) return textOf(this.#queued.get(key));
    if (this.#inWrite.has(key)) return textOf(this.#inWrite.get(key));
    // Synchronous: the value is in memory, or the database's Bloom filter knows that it is missing.
    return this.#level.getSync(key);
  }

  /** Entries in key order, as of the moment of the call. */
  async *range(range: Range): AsyncGenerator<[key: string, value: string]> {
    await this.flushed();
    const iterator = this.#level.iterator(range);
    try {
      // In pages: one entry at a time costs five times as much.
      for (let page = await iterator.nextv(pageSize); page.length > 0; page = await iterator.nextv(pageSize))
        yield* page;
    } finally {
      await iterator.close();
    }
  }

  async close(): Promise<void> {
    try {
      await this.flushed();
    } finally {
      await this.#level.close();
    }
  }

  #schedule(): void {
    if (this.#failure) this.#queued.clear(); // it will never be written
    if (this.#next || this.#failure) return;
    // After the running write, or at the end of this tick: a batch never splits what one tick queued.
    this.#next = (this.#writing ?? new Promise<void>((resolve) => setImmediate(resolve))).then(() => this.#write());
    this.#next.catch(() => {}); // callers get it from flushed()
  }

  async #write(): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#inWrite = this.#queued;
    this.#queued = new Map();
    this.#gathered = new Map();
    const operations = Array.from(this.#inWrite, asOperation);
    if (this.#stamp) operations.push(this.#stamp());
    this.#writing = this.#next;
    this.#next = undefined;
    try {
      await this.#level.batch(operations, { sync: this.#sync } as object);
    } catch (cause) {
      this.#failure = new StoreWriteError('the local cloud could not write its data', { cause });
      this.#fail(this.#failure);
      throw this.#failure;
    } finally {
      if (!this.#next) this.#writing = undefined;
    }
  }
}

function asOperation([key, value]: [string, Value]): Operation {
  const text = textOf(value);
  return text === undefined ? { type: 'del', key } : { type: 'put', key, value: text };
}

function textOf(value: Value): string | undefined {
  return typeof value === 'object' ? `[${value.lines.join(',')}]` : value;
}
