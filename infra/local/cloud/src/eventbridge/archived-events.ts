/**
 * The events of archives, in the store in the order of the events' own times. Memory has only the size of each archive.
 */
import type { CloudContext } from '../core/context.ts';
import type { Range, Store } from '../core/store.ts';
import type { BusEvent } from './bus-event.ts';

export interface ArchivedEvent {
  readonly key: string;
  readonly event: BusEvent;
}

export interface ArchiveSize {
  count: number;
  bytes: number;
}

const eventsKey = (uid: string) => `events/archived/${uid}/`;
const sizeKey = (uid: string) => `events/archive-size/${uid}`;
const garbageKey = (uid: string) => `events/archive-garbage/${uid}`;

/** Events per read, replay step or removal: enough to be fast, few enough not to block other work. */
const pageSize = 100;

export class ArchivedEvents {
  readonly #store: Store;
  readonly #sizes = new Map<string, ArchiveSize>();
  readonly #changed = new Set<string>();

  constructor({ store }: CloudContext) {
    this.#store = store;
  }

  async load(uid: string): Promise<void> {
    const value = await this.#store.get(sizeKey(uid));
    this.#sizes.set(uid, value === undefined ? { count: 0, bytes: 0 } : (JSON.parse(value) as ArchiveSize));
  }

  size(uid: string): Readonly<ArchiveSize> {
    return this.#sizeOf(uid);
  }

  add(uid: string, event: BusEvent): void {
    this.#store.put(`${eventsKey(uid)}${timeKey(event.timeMs)}/${event.id}`, encode(event));
    this.#count(uid, 1, event.sizeBytes);
  }

  /** The next events after `cursor` (from the first if undefined) with a time from `fromMs` to `toMs`, both inclusive. */
  async page(uid: string, fromMs: number, toMs: number, cursor: string | undefined): Promise<ArchivedEvent[]> {
    const lt = `${eventsKey(uid)}${timeKey(toMs + 1)}`;
    const first = `${eventsKey(uid)}${timeKey(fromMs)}`;
    return this.#read({ ...(cursor === undefined ? { gte: first } : { gt: cursor }), lt });
  }

  /** Removes the events that are older than `beforeMs` and were archived before it. */
  async expire(uid: string, beforeMs: number): Promise<void> {
    const lt = `${eventsKey(uid)}${timeKey(beforeMs)}`;
    for (let gt = eventsKey(uid); ; ) {
      const events = await this.#read({ gt, lt });
      for (const { key, event } of events) {
        gt = key;
        if (event.acceptedMs >= beforeMs || !this.#sizes.has(uid)) continue;
        this.#store.del(key);
        this.#count(uid, -1, -event.sizeBytes);
      }
      if (events.length < pageSize) return;
    }
  }

  /** Forgets the archive's events; `sweep` removes them from the store. */
  discard(uid: string): void {
    this.#sizes.delete(uid);
    this.#store.del(sizeKey(uid));
    this.#store.put(garbageKey(uid), '1');
  }

  /** Removes the events of discarded archives, including those discarded before a restart. */
  async sweep(isClosed: () => boolean): Promise<void> {
    for await (const [garbage] of this.#store.range({ gte: garbageKey(''), lt: garbageKey('\uffff') })) {
      const uid = garbage.slice(garbageKey('').length);
      for (;;) {
        const events = await this.#read({ gte: eventsKey(uid), lt: eventsKey(`${uid}\uffff`) });
        if (isClosed()) return;
        for (const { key } of events) this.#store.del(key);
        if (events.length < pageSize) break;
      }
      this.#store.del(garbage);
    }
  }

  async #read(range: Range): Promise<ArchivedEvent[]> {
    const events: ArchivedEvent[] = [];
    for await (const [key, value] of this.#store.range({ ...range, limit: pageSize })) {
      events.push({ key, event: decode(value) });
    }
    return events;
  }

  #sizeOf(uid: string): ArchiveSize {
    const size = this.#sizes.get(uid) ?? { count: 0, bytes: 0 };
    this.#sizes.set(uid, size);
    return size;
  }

  /** Stores the size once for all changes of a turn, in the same batch as the events. */
  #count(uid: string, count: number, bytes: number): void {
    const size = this.#sizeOf(uid);
    size.count += count;
    size.bytes += bytes;
    if (this.#changed.size === 0) queueMicrotask(() => this.#storeSizes());
    this.#changed.add(uid);
  }

  #storeSizes(): void {
    for (const uid of this.#changed) {
      const size = this.#sizes.get(uid);
      if (size) this.#store.put(sizeKey(uid), JSON.stringify(size));
    }
    this.#changed.clear();
  }
}

/** Sorts like the time, also before 1970. */
function timeKey(timeMs: number): string {
  return String(timeMs + 1e15).padStart(16, '0');
}

/** The envelope stays as text, so that it need not be parsed to be archived or replayed. */
function encode({ id, timeMs, acceptedMs, afterRegion, sizeBytes, text }: BusEvent): string {
  return `1 ${id} ${timeMs} ${acceptedMs} ${afterRegion} ${sizeBytes} ${text}`;
}

function decode(value: string): BusEvent {
  const [, id = '', ...numbers] = value.split(' ', 6);
  const [timeMs = 0, acceptedMs = 0, afterRegion = 0, sizeBytes = 0] = numbers.map(Number);
  return { id, timeMs, acceptedMs, afterRegion, sizeBytes, text: value.slice(value.indexOf('{')) };
}
