/**
 * Replays: archived events of a span of time sent to their bus's rules once more. Events come from the store a page at a
 * time; a page is delivered and the replay's progress noted in one tick, so that a restart goes on behind it.
 */
import type { CloudContext, Timer } from '../core/context.ts';
import type { Json, Operation } from '../core/service.ts';
import { prefixed } from '../core/store.ts';
import { archiveNameOf } from './archive-requests.ts';
import type { Archives } from './archives.ts';
import { archiveArn, replayArn } from './arns.ts';
import { type BusEvent, replayed } from './bus-event.ts';
import { Constraints } from './constraints.ts';
import { alreadyExists, illegalStatus, limitExceeded, notFound, validation } from './errors.ts';
import type { ReplayRecord, ReplayState } from './model.ts';
import { page } from './pages.ts';
import { readReplayName, readReplayStart, summaryOf } from './replay-requests.ts';
import { integers, shapes } from './shapes.ts';
import type { EventsState } from './state.ts';

const mostAtOnce = 10;
const open: ReadonlySet<ReplayState> = new Set<ReplayState>(['STARTING', 'RUNNING', 'CANCELLING']);

const key = (name: string) => `events/replay/${name}`;

/** Delivers an event to the rules of a bus: to those with the given ARNs, or to all when there are none. */
export type Redeliver = (bus: string, event: BusEvent, ruleArns: ReadonlySet<string> | undefined) => void;

export class Replays {
  readonly #context: CloudContext;
  readonly #state: EventsState;
  readonly #archives: Archives;
  readonly #redeliver: Redeliver;
  readonly #replays = new Map<string, ReplayRecord>();
  readonly #starting = new Set<Timer>();
  #closed = false;

  private constructor(state: EventsState, archives: Archives, redeliver: Redeliver) {
    this.#context = state.context;
    this.#state = state;
    this.#archives = archives;
    this.#redeliver = redeliver;
  }

  /** Replays that were under way go on. */
  static async open(state: EventsState, archives: Archives, redeliver: Redeliver): Promise<Replays> {
    const replays = new Replays(state, archives, redeliver);
    for await (const [, value] of state.context.store.range(prefixed('events/replay/'))) {
      const record = JSON.parse(value) as ReplayRecord;
      replays.#replays.set(record.name, record);
      if (open.has(record.state)) replays.#begin(record.name);
    }
    return replays;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#starting) timer.cancel();
  }

  operations(): Record<string, Operation> {
    return {
      StartReplay: (input) => this.#start(input),
      DescribeReplay: (input) => this.#describe(input),
      ListReplays: (input) => this.#list(input),
      CancelReplay: (input) => this.#cancel(input),
    };
  }

  #start(input: Json): Json {
    const request = readReplayStart(input);
    const destination = this.#state.bus(request.destinationArn).record;
    const archive = this.#archives.find(archiveNameOf(request.archiveArn));
    const archiveName = archiveNameOf(request.archiveArn);
    if (!archive) {
      throw validation(`Parameter EventSourceArn is not valid. Reason: Archive ${archiveName} does not exist.`);
    }
    if (request.fromMs >= request.toMs) {
      throw validation('Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.');
    }
    if (archive.bus !== destination.name) {
      throw validation('Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.');
    }
    if (this.#replays.has(request.name)) throw alreadyExists(`Replay ${request.name} already exists.`);
    if ([...this.#replays.values()].filter(({ state }) => open.has(state)).length >= mostAtOnce) throw limitExceeded();
    const startedMs = this.#context.clock.now();
    const arn = archiveArn(this.#context, archive.name);
    const source = { archiveArn: arn, archiveUid: archive.uid, bus: archive.bus };
    this.#put({ v: 1, ...request, ...source, state: 'STARTING', startedMs });
    this.#begin(request.name);
    return { ReplayArn: replayArn(this.#context, request.name), State: 'STARTING', ReplayStartTime: startedMs / 1000 };
  }

  #describe(input: Json): Json {
    const record = this.#existing(readReplayName(input));
    return {
      ReplayArn: replayArn(this.#context, record.name),
      ...summaryOf(record),
      ...(record.description !== undefined ? { Description: record.description } : {}),
      Destination: {
        Arn: record.destinationArn,
        ...(record.filterArns.length > 0 ? { FilterArns: record.filterArns } : {}),
      },
    };
  }

  #list(input: Json): Json {
    const constraints = new Constraints();
    const prefix = constraints.string(input.NamePrefix, 'namePrefix', shapes.replayName);
    const state = constraints.string(input.State, 'state', shapes.replayState);
    const source = constraints.string(input.EventSourceArn, 'eventSourceArn', shapes.archiveArn);
    const limit = constraints.integer(input.Limit, 'limit', integers.limit);
    const token = constraints.string(input.NextToken, 'nextToken', shapes.nextToken);
    constraints.check();
    if ([prefix, state, source].filter((filter) => filter !== undefined).length > 1) {
      const choice = 'Use either : State, EventSourceArn, or NamePrefix.';
      throw validation(`At most one filter is allowed for ListReplays. ${choice}`);
    }
    const archive = source === undefined ? undefined : archiveNameOf(source);
    const found = [...this.#replays.values()].filter((record) => {
      if (archive !== undefined && archiveNameOf(record.archiveArn) !== archive) return false;
      return record.name.startsWith(prefix ?? '') && (state ?? record.state) === record.state;
    });
    const { items, token: next } = page(found, ({ name }) => name, { limit, token });
    return { Replays: items.map(summaryOf), ...next };
  }

  #cancel(input: Json): Json {
    const record = this.#existing(readReplayName(input));
    if (record.state !== 'STARTING' && record.state !== 'RUNNING') {
      throw illegalStatus(`Replay ${record.name} is not in a valid state for this operation.`);
    }
    this.#put({ ...record, state: 'CANCELLING' });
    return { ReplayArn: replayArn(this.#context, record.name), State: 'CANCELLING' };
  }

  #existing(name: string): ReplayRecord {
    const record = this.#replays.get(name);
    if (!record) throw notFound(`Replay ${name} does not exist.`);
    return record;
  }

  #put(record: ReplayRecord): void {
    this.#replays.set(record.name, record);
    this.#context.store.put(key(record.name), JSON.stringify(record));
  }

  /** In a later turn: StartReplay answers first. */
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
      const record = this.#existing(name);
      if (record.state === 'CANCELLING') {
        this.#end(name, 'CANCELLED');
        return;
      }
      const { archiveUid, fromMs, toMs, cursor } = record;
      const events = await this.#archives.events.page(archiveUid, fromMs, toMs, cursor);
      if (this.#closed) return;
      const last = events.at(-1);
      if (!last) {
        this.#end(name, this.#existing(name).state === 'CANCELLING' ? 'CANCELLED' : 'COMPLETED');
        return;
      }
      const rules = record.filterArns.length > 0 ? new Set(record.filterArns) : undefined;
      for (const { event } of events) this.#redeliver(record.bus, replayed(event, name), rules);
      const now = this.#existing(name);
      const state = now.state === 'CANCELLING' ? now.state : 'RUNNING';
      this.#put({ ...now, state, cursor: last.key, lastReplayedMs: last.event.timeMs });
    }
  }

  #end(name: string, state: 'COMPLETED' | 'CANCELLED' | 'FAILED'): void {
    const { cursor, ...record } = this.#existing(name);
    this.#put({ ...record, state, endedMs: this.#context.clock.now() });
  }
}
