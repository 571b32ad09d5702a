/** Buses and their rules in memory, with the records they are stored as under `events/`. */
import type { CloudContext } from '../core/context.ts';
import { prefixed } from '../core/store.ts';
import { busArn, busNameOf, defaultBusName } from './arns.ts';
import { notFound } from './errors.ts';
import type { BusRecord, LiveBus, LiveRule, RuleRecord } from './model.ts';
import { EventPattern } from './pattern/event-pattern.ts';
import { compileTargetInput } from './transform/target-input.ts';

const busKey = (name: string) => `events/bus/${name}`;
const ruleKey = (bus: string, name: string) => `events/rule/${bus}/${name}`;

/** What else looks at the events of a bus: its archives. */
export type OtherPatterns = (bus: string) => Iterable<EventPattern>;

export class EventsState {
  readonly context: CloudContext;
  readonly buses = new Map<string, LiveBus>();
  otherPatterns: OtherPatterns = () => [];

  private constructor(context: CloudContext) {
    this.context = context;
  }

  static async open(context: CloudContext): Promise<EventsState> {
    const state = new EventsState(context);
    for await (const [, value] of context.store.range(prefixed('events/bus/'))) {
      const record = JSON.parse(value) as BusRecord;
      state.buses.set(record.name, { record, rules: new Map(), steps: new Set() });
    }
    for await (const [, value] of context.store.range(prefixed('events/rule/'))) {
      const record = JSON.parse(value) as RuleRecord;
      state.buses.get(record.bus)?.rules.set(record.name, liveRule(record));
    }
    if (!state.buses.has(defaultBusName)) state.putBus(state.#defaultBus());
    return state;
  }

  #defaultBus(): BusRecord {
    const now = this.context.clock.now();
    const arn = busArn(this.context, defaultBusName);
    return { v: 1, name: defaultBusName, arn, createdMs: now, modifiedMs: now, tags: {} };
  }

  /** @param nameOrArn the default bus's unless given. @throws AwsError ResourceNotFoundException */
  bus(nameOrArn: string | undefined): LiveBus {
    const name = busNameOf(nameOrArn);
    const bus = this.buses.get(name);
    if (!bus) throw notFound(`Event bus ${name} does not exist.`);
    return bus;
  }

  /** @throws AwsError ResourceNotFoundException */
  rule(busNameOrArn: string | undefined, name: string): LiveRule {
    const bus = this.bus(busNameOrArn);
    const rule = bus.rules.get(name);
    if (!rule) throw notFound(`Rule ${name} does not exist on EventBus ${bus.record.name}.`);
    return rule;
  }

  putBus(record: BusRecord): void {
    const known = this.buses.get(record.name);
    if (known) known.record = record;
    else this.buses.set(record.name, { record, rules: new Map(), steps: new Set() });
    this.context.store.put(busKey(record.name), JSON.stringify(record));
  }

  deleteBus(name: string): void {
    if (this.buses.delete(name)) this.context.store.del(busKey(name));
  }

  /** Also for a rule that is there: its pattern and targets are compiled anew. */
  putRule(record: RuleRecord): LiveRule {
    const rule = liveRule(record);
    this.bus(record.bus).rules.set(record.name, rule);
    this.context.store.put(ruleKey(record.bus, record.name), JSON.stringify(record));
    this.collectSteps(record.bus);
    return rule;
  }

  deleteRule(bus: string, name: string): void {
    if (!this.buses.get(bus)?.rules.delete(name)) return;
    this.context.store.del(ruleKey(bus, name));
    this.collectSteps(bus);
  }

  /** To be called when a pattern that looks at the bus's events has come, changed or gone. */
  collectSteps(busName: string): void {
    const bus = this.buses.get(busName);
    if (!bus) return;
    const patterns = [...[...bus.rules.values()].flatMap((rule) => rule.pattern ?? []), ...this.otherPatterns(busName)];
    bus.steps = new Set(patterns.flatMap((pattern) => [...pattern.steps]));
  }
}

function liveRule(record: RuleRecord): LiveRule {
  return {
    record,
    pattern: record.eventPattern === undefined ? undefined : EventPattern.compile(record.eventPattern),
    targets: record.targets.map((target) => ({ record: target, input: compileTargetInput(target) })),
  };
}
