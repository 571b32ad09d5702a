/** Archives: what they keep of a bus's events, and for how long. */
import type { CloudContext } from '../core/context.ts';
import type { Json, Operation } from '../core/service.ts';
import { prefixed } from '../core/store.ts';
import { ArchiveExpiry } from './archive-expiry.ts';
import { readArchiveFilters, readArchiveName, readArchiveSettings } from './archive-requests.ts';
import { ArchivedEvents } from './archived-events.ts';
import { archiveArn } from './arns.ts';
import type { BusEvent } from './bus-event.ts';
import { Constraints } from './constraints.ts';
import { alreadyExists, limitExceeded, notFound, validation } from './errors.ts';
import type { ArchiveRecord } from './model.ts';
import { page } from './pages.ts';
import type { EventFields } from './pattern/event-fields.ts';
import { EventPattern } from './pattern/event-pattern.ts';
import { shapes } from './shapes.ts';
import type { EventsState } from './state.ts';

const mostArchives = 100;

const key = (name: string) => `events/archive/${name}`;

interface LiveArchive {
  record: ArchiveRecord;
  pattern: EventPattern | undefined;
}

export class Archives {
  readonly events: ArchivedEvents;
  readonly #context: CloudContext;
  readonly #state: EventsState;
  readonly #archives = new Map<string, LiveArchive>();
  readonly #expiry: ArchiveExpiry;
  #closed = false;

  private constructor(state: EventsState) {
    this.#state = state;
    this.#context = state.context;
    this.events = new ArchivedEvents(state.context);
    this.#expiry = new ArchiveExpiry(state.context, this.events, () => this.#records());
  }

  static async open(state: EventsState): Promise<Archives> {
    const archives = new Archives(state);
    for await (const [, value] of state.context.store.range(prefixed('events/archive/'))) {
      const record = JSON.parse(value) as ArchiveRecord;
      archives.#archives.set(record.name, live(record));
      await archives.events.load(record.uid);
    }
    state.otherPatterns = (bus) => archives.#patterns(bus);
    for (const bus of state.buses.keys()) state.collectSteps(bus);
    archives.#sweep();
    archives.#expiry.arm();
    return archives;
  }

  /** Keeps the event in the archives of its bus that want it. @param fields read for the bus's steps. */
  keep(bus: string, event: BusEvent, fields: EventFields): void {
    for (const { record, pattern } of this.#archives.values()) {
      if (record.bus === bus && (pattern?.matchesFields(fields) ?? true)) this.events.add(record.uid, event);
    }
  }

  find(name: string): ArchiveRecord | undefined {
    return this.#archives.get(name)?.record;
  }

  isOn(bus: string): boolean {
    return [...this.#archives.values()].some(({ record }) => record.bus === bus);
  }

  close(): void {
    this.#closed = true;
    this.#expiry.close();
  }

  operations(): Record<string, Operation> {
    return {
      CreateArchive: (input) => this.#create(input),
      UpdateArchive: (input) => this.#update(input),
      DescribeArchive: (input) => this.#describe(input),
      ListArchives: (input) => this.#list(input),
      DeleteArchive: (input) => this.#delete(input),
    };
  }

  #create(input: Json): Json {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.ArchiveName, 'archiveName', shapes.archiveName);
    const source = constraints.requiredString(input.EventSourceArn, 'eventSourceArn', shapes.busArn);
    const settings = readArchiveSettings(constraints, input);
    constraints.check();
    const bus = this.#state.bus(source).record.name;
    if (this.#archives.has(name)) throw alreadyExists(`Archive ${name} already exists.`);
    if (this.#archives.size >= mostArchives) throw limitExceeded();
    const createdMs = this.#context.clock.now();
    const uid = this.#context.ids.uuid();
    this.#put({ v: 1, name, uid, bus, retentionDays: 0, ...settings, createdMs });
    return this.#outcome(name);
  }

  #update(input: Json): Json {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.ArchiveName, 'archiveName', shapes.archiveName);
    const settings = readArchiveSettings(constraints, input);
    constraints.check();
    if (Object.keys(settings).length === 0) {
      throw validation('At least one of EventPattern, RetentionDays or Description must be provided.');
    }
    this.#put({ ...this.#existing(name).record, ...settings });
    return this.#outcome(name);
  }

  #describe(input: Json): Json {
    const { record } = this.#existing(readArchiveName(input));
    return {
      ArchiveArn: archiveArn(this.#context, record.name),
      ...this.#summary(record),
      ...(record.description !== undefined ? { Description: record.description } : {}),
      ...(record.eventPattern !== undefined ? { EventPattern: record.eventPattern } : {}),
      ...(record.kmsKeyIdentifier !== undefined ? { KmsKeyIdentifier: record.kmsKeyIdentifier } : {}),
    };
  }

  #list(input: Json): Json {
    const { prefix, source, state, request } = readArchiveFilters(new Constraints(), input);
    const bus = source === undefined ? undefined : this.#state.bus(source).record.name;
    const found = [...this.#archives.values()].filter(({ record }) => {
      return (
        record.name.startsWith(prefix ?? '') && (bus ?? record.bus) === record.bus && (state ?? enabled) === enabled
      );
    });
    const { items, token: next } = page(found, ({ record }) => record.name, request);
    return { Archives: items.map(({ record }) => this.#summary(record)), ...next };
  }

  #delete(input: Json): void {
    const { record } = this.#existing(readArchiveName(input));
    this.#archives.delete(record.name);
    this.#context.store.del(key(record.name));
    this.events.discard(record.uid);
    this.#state.collectSteps(record.bus);
    this.#sweep();
  }

  #existing(name: string): LiveArchive {
    const archive = this.#archives.get(name);
    if (!archive) throw notFound(`Archive ${name} does not exist.`);
    return archive;
  }

  #put(record: ArchiveRecord): void {
    this.#archives.set(record.name, live(record));
    this.#context.store.put(key(record.name), JSON.stringify(record));
    this.#state.collectSteps(record.bus);
    this.#expiry.arm();
  }

  #outcome(name: string): Json {
    const { createdMs } = this.#existing(name).record;
    return { ArchiveArn: archiveArn(this.#context, name), State: enabled, CreationTime: createdMs / 1000 };
  }

  #summary(record: ArchiveRecord): Json {
    const { count, bytes } = this.events.size(record.uid);
    return {
      ArchiveName: record.name,
      EventSourceArn: this.#state.bus(record.bus).record.arn,
      State: enabled,
      RetentionDays: record.retentionDays,
      SizeBytes: bytes,
      EventCount: count,
      CreationTime: record.createdMs / 1000,
    };
  }

  *#records(): Generator<ArchiveRecord> {
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

const enabled = 'ENABLED';

function live(record: ArchiveRecord): LiveArchive {
  return { record, pattern: record.eventPattern === undefined ? undefined : EventPattern.compile(record.eventPattern) };
}
