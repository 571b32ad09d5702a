/**
 * Replays send the archived events of a period to their bus's rules again. Events are read from the store in pages; a page is
 * delivered and the replay's progress saved in one tick, so that a restart goes on after it.
 */
import type { Timer } from '../core/clock.ts';
import type { CloudContext } from '../core/context.ts';
import { prefixed } from '../core/store.ts';
import type { Archives } from './archives.ts';
import { type BusEvent, replayed } from './bus-event.ts';
import type { ReplayRecord, ReplayState } from './model.ts';

const openStates: ReadonlySet<ReplayState> = new Set<ReplayState>(['STARTING', 'RUNNING', 'CANCELLING']);

export const isOpen = ({ state }: ReplayRecord): boolean => openStates.has(state);

const key = (name: string) => `events/replay/${name}`;

/** Delivers an event to the rules of a bus: to those with the given ARNs, or to all if undefined. */
export type Redeliver = (bus: string, event: BusEvent, ruleArns: ReadonlySet<string> | undefined) => void;

export class Replays {
  readonly #context: CloudContext;
  readonly #archives: Archives;
  readonly #redeliver: Redeliver;
  readonly #replays = new Map<string, ReplayRecord>();
  readonly #starting = new Set<Timer>();
  #closed = false;

  private constructor(context: CloudContext, archives: Archives, redeliver: Redeliver) {
    this.#context = context;
    this.#archives = archives;
    this.#redeliver = redeliver;
  }

  /** Open replays go on. */
  static async open(context: CloudContext, archives: Archives, redeliver: Redeliver): Promise<Replays> {
    const replays = new Replays(context, archives, redeliver);
    for await (const [, value] of context.store.range(prefixed('events/replay/'))) {
      const record = JSON.parse(value) as ReplayRecord;
      replays.#replays.set(record.name, record);
      if (isOpen(record)) replays.#begin(record.name);
    }
    return replays;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#starting) timer.cancel();
  }

  find(name: string): ReplayRecord | undefined {
    return this.#replays.get(name);
  }

  all(): Iterable<ReplayRecord> {
    return this.#replays.values();
  }

  start(record: ReplayRecord): void {
    this.#put(record);
    this.#begin(record.name);
  }

  cancel(record: ReplayRecord): void {
    this.#put({ ...record, state: 'CANCELLING' });
  }

  #record(name: string): ReplayRecord {
    const record = this.#replays.get(name);
    if (!record) throw new Error(`there is no replay ${name}`);
    return record;
  }

  #put(record: ReplayRecord): void {
    this.#replays.set(record.name, record);
    this.#context.store.put(key(record.name), JSON.stringify(record));
  }

  /** In a later turn, so that StartReplay answers first. */
  #begin(name: string): void {
    const timer = this.#context.clock.at(this.#context.clock.now(), () => {
      this.#starting.delete(timer);
      this.#run(name).catch((cause) => {
        if (this.#closed) return;
        this.#context.report(`replay ${name} failed`, cause);
        this.#end(name, 'FAILED');
      });
    });
    this.#starting.add(timer);
  }

  async #run(name: string): Promise<void> {
    while (!this.#closed) {
      const record = this.#record(name);
      if (record.state === 'CANCELLING') {
        this.#end(name, 'CANCELLED');
        return;
      }
      const { archiveUid, fromMs, toMs, cursor } = record;
      const events = await this.#archives.events.page(archiveUid, fromMs, toMs, cursor);
      if (this.#closed) return;
      const last = events.at(-1);
      if (!last) {
        this.#end(name, this.#record(name).state === 'CANCELLING' ? 'CANCELLED' : 'COMPLETED');
        return;
      }
      const rules = record.filterArns.length > 0 ? new Set(record.filterArns) : undefined;
      for (const { event } of events) this.#redeliver(record.bus, replayed(event, name), rules);
      const now = this.#record(name);
      const state = now.state === 'CANCELLING' ? now.state : 'RUNNING';
      this.#put({ ...now, state, cursor: last.key, lastReplayedMs: last.event.timeMs });
    }
  }

  #end(name: string, state: 'COMPLETED' | 'CANCELLED' | 'FAILED'): void {
    const { cursor, ...record } = this.#record(name);
    this.#put({ ...record, state, endedMs: this.#context.clock.wallTime() });
  }
}
