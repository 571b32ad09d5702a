/** Buses and their rules, in memory and in the store under `events/`. */
import type { CloudContext } from '../core/context.ts';
import { prefixed } from '../core/store.ts';
import { busArn, busNameOf, defaultBusName } from './arns.ts';
import { notFound } from './errors.ts';
import type { LiveBus, LiveRule } from './live.ts';
import type { BusRecord, RuleRecord } from './model.ts';
import { EventPattern } from './pattern/event-pattern.ts';
import { compileTargetInput } from './transform/target-input.ts';

const busKey = (name: string) => `events/bus/${name}`;
const ruleKey = (bus: string, name: string) => `events/rule/${bus}/${name}`;

export class BusStore {
  readonly context: CloudContext;
  readonly buses = new Map<string, LiveBus>();
  /** The patterns of a bus's archives. Set by whoever owns the archives. */
  archivePatterns: (bus: string) => Iterable<EventPattern> = () => [];

  private constructor(context: CloudContext) {
    this.context = context;
  }

  static async open(context: CloudContext): Promise<BusStore> {
    const store = new BusStore(context);
    for await (const [, value] of context.store.range(prefixed('events/bus/'))) {
      const record = JSON.parse(value) as BusRecord;
      store.buses.set(record.name, { record, rules: new Map(), steps: new Set() });
    }
    for await (const [, value] of context.store.range(prefixed('events/rule/'))) {
      const record = JSON.parse(value) as RuleRecord;
      store.buses.get(record.bus)?.rules.set(record.name, liveRule(record));
    }
    if (!store.buses.has(defaultBusName)) store.putBus(store.#defaultBus());
    return store;
  }

  #defaultBus(): BusRecord {
    const now = this.context.clock.wallTime();
    const arn = busArn(this.context, defaultBusName);
    return { v: 1, name: defaultBusName, arn, createdMs: now, modifiedMs: now, tags: {} };
  }

  /** @param nameOrArn the default bus if undefined. @throws ResourceNotFoundException */
  bus(nameOrArn: string | undefined): LiveBus {
    const name = busNameOf(nameOrArn);
    const bus = this.buses.get(name);
    if (!bus) throw notFound(`Event bus ${name} does not exist.`);
    return bus;
  }

  /** @throws ResourceNotFoundException */
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

  /** Creates or replaces a rule, and compiles its pattern and targets. */
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

  /** To be called when a pattern of the bus's rules or archives was added, changed or removed. */
  collectSteps(busName: string): void {
    const bus = this.buses.get(busName);
    if (!bus) return;
    const patterns = [
      ...[...bus.rules.values()].flatMap((rule) => rule.pattern ?? []),
      ...this.archivePatterns(busName),
    ];
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
