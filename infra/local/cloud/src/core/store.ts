/**
 * The local cloud's durable state: ordered string keys and values over an abstract-level database
 * (LevelDB on disk, memory in a simulation).
 *
 * Services change their memory and call `put`/`del` in the same tick; all that is queued in one tick is written as one
 * atomic batch (so a message moved from a bus to a queue is in exactly one of them after a crash). An answer goes to a
 * client only after `flushed()`. While a batch is being written the next one collects, so one write serves many calls.
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

/** Keys of one prefix: `{ ...prefixed('sqs/queue/') }` in a range. Keys are compared as bytes. */
export const prefixed = (prefix: string): Range => ({ gte: prefix, lt: `${prefix}\uffff` });

const pageSize = 500;

/** A record of all lines that one batch gathered. */
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
  /** By key, the last one counts; undefined deletes. What comes and goes between two writes is written once. */
  #queued = new Map<string, Value>();
  /** By prefix: the records that the next batch gathers. */
  #gathered = new Map<string, Gathered>();
  /** The batch that is on its way to the disk. */
  #leaving = new Map<string, Value>();
  #writing: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failure: StoreWriteError | undefined;
  #fail: (failure: StoreWriteError) => void = () => {};
  /** Settles at the first write that failed: nothing is acknowledged after it. */
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
   * Keeps a line in a record that all lines of one batch share, as a JSON array: small things that come by the hundred cost an
   * operation a batch, not an operation each.
   * @param number sorts the records under the prefix; asked for when one begins
   * @returns the record's key, by which it is deleted when none of its lines is wanted any more
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

  /** Resolves when all that was queued before this call is written. @throws StoreWriteError */
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
    if (this.#leaving.has(key)) return textOf(this.#leaving.get(key));
    // Not through the thread pool: what is asked for is in memory or, by the database's Bloom filter, known to be absent.
    return this.#level.getSync(key);
  }

  /** Entries in key order, as of the moment of the call. */
  async *range(range: Range): AsyncGenerator<[key: string, value: string]> {
    await this.flushed();
    const iterator = this.#level.iterator(range);
    try {
      // In pages: an entry at a time costs five times as much.
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
    if (this.#failure) this.#queued.clear(); // nothing is acknowledged any more: do not pile up
    if (this.#next || this.#failure) return;
    // After the running write, or at the end of this tick: a batch never splits what one tick queued.
    this.#next = (this.#writing ?? new Promise<void>((resolve) => setImmediate(resolve))).then(() => this.#write());
    this.#next.catch(() => {}); // whoever waits hears of it through flushed()
  }

  async #write(): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#leaving = this.#queued;
    this.#queued = new Map();
    this.#gathered = new Map();
    const operations = Array.from(this.#leaving, asOperation);
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
