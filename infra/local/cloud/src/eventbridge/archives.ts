/** Archives: which events of a bus they keep, and for how long. */
import type { CloudContext } from '../core/context.ts';
import { prefixed } from '../core/store.ts';
import { ArchiveExpiry } from './archive-expiry.ts';
import { ArchivedEvents } from './archived-events.ts';
import type { BusEvent } from './bus-event.ts';
import type { BusStore } from './bus-store.ts';
import type { ArchiveRecord } from './model.ts';
import type { EventFields } from './pattern/event-fields.ts';
import { EventPattern } from './pattern/event-pattern.ts';

const key = (name: string) => `events/archive/${name}`;

interface LiveArchive {
  record: ArchiveRecord;
  pattern: EventPattern | undefined;
}

export class Archives {
  readonly events: ArchivedEvents;
  readonly #context: CloudContext;
  readonly #buses: BusStore;
  readonly #archives = new Map<string, LiveArchive>();
  readonly #expiry: ArchiveExpiry;
  #closed = false;

  private constructor(buses: BusStore) {
    this.#buses = buses;
    this.#context = buses.context;
    this.events = new ArchivedEvents(buses.context);
    this.#expiry = new ArchiveExpiry(buses.context, this.events, () => this.records());
  }

  static async open(buses: BusStore): Promise<Archives> {
    const archives = new Archives(buses);
    for await (const [, value] of buses.context.store.range(prefixed('events/archive/'))) {
      const record = JSON.parse(value) as ArchiveRecord;
      archives.#archives.set(record.name, live(record));
      await archives.events.load(record.uid);
    }
    buses.archivePatterns = (bus) => archives.#patterns(bus);
    for (const bus of buses.buses.keys()) buses.collectSteps(bus);
    archives.#sweep();
    archives.#expiry.arm();
    return archives;
  }

  /** Keeps the event in the archives of its bus whose pattern it matches. @param fields read for the bus's steps */
  keep(bus: string, event: BusEvent, fields: EventFields): void {
    for (const { record, pattern } of this.#archives.values()) {
      if (record.bus === bus && (pattern?.matchesFields(fields) ?? true)) this.events.add(record.uid, event);
    }
  }

  find(name: string): ArchiveRecord | undefined {
    return this.#archives.get(name)?.record;
  }

  get size(): number {
    return this.#archives.size;
  }

  /** Whether the bus has an archive. */
  isOn(bus: string): boolean {
    return [...this.#archives.values()].some(({ record }) => record.bus === bus);
  }

  close(): void {
    this.#closed = true;
    this.#expiry.close();
  }

  put(record: ArchiveRecord): void {
    this.#archives.set(record.name, live(record));
    this.#context.store.put(key(record.name), JSON.stringify(record));
    this.#buses.collectSteps(record.bus);
    this.#expiry.arm();
  }

  delete({ name, uid, bus }: ArchiveRecord): void {
    this.#archives.delete(name);
    this.#context.store.del(key(name));
    this.events.discard(uid);
    this.#buses.collectSteps(bus);
    this.#sweep();
  }

  *records(): Generator<ArchiveRecord> {
    for (const { record } of this.#archives.values()) yield record;
  }

  *#patterns(bus: string): Generator<EventPattern> {
    for (const { record, pattern } of this.#archives.values()) if (record.bus === bus && pattern) yield pattern;
  }

  #sweep(): void {
    this.events.sweep(() => this.#closed).catch((cause) => this.#report(cause));
  }

  #report(cause: unknown): void {
    if (!this.#closed) this.#context.report('archived events could not be removed', cause);
  }
}

function live(record: ArchiveRecord): LiveArchive {
  return { record, pattern: record.eventPattern === undefined ? undefined : EventPattern.compile(record.eventPattern) };
}
