/** Takes an event onto a bus: to the bus's archives, and to the targets of the rules that match it. */
import type { Archives } from './archives.ts';
import type { BusEvent } from './bus-event.ts';
import type { BusStore } from './bus-store.ts';
import type { Delivery } from './delivery.ts';
import type { LiveBus, LiveRule } from './live.ts';
import { readFields } from './pattern/event-fields.ts';

export class Router {
  readonly #buses: BusStore;
  readonly #archives: Archives;
  readonly #delivery: Delivery;
  /** The buses that the current event has passed, so that rules which send to each other's bus do not loop. */
  readonly #route = new Set<string>();

  constructor(buses: BusStore, archives: Archives, delivery: Delivery) {
    this.#buses = buses;
    this.#archives = archives;
    this.#delivery = delivery;
    delivery.publish = (busArn, event) => this.#forward(busArn, event);
  }

  /** @param ruleArns limits a replay to these rules */
  route({ record: { name }, rules, steps }: LiveBus, event: BusEvent, ruleArns?: ReadonlySet<string>): void {
    const fields = readFields(event.text, steps);
    if (event.replayName === undefined) this.#archives.keep(name, event, fields);
    this.#route.add(name);
    try {
      for (const rule of rules.values()) {
        if (!isEnabled(rule) || (ruleArns && !ruleArns.has(rule.record.arn))) continue;
        if (rule.pattern?.matchesFields(fields)) this.toTargets(rule, event);
      }
    } finally {
      this.#route.delete(name);
    }
  }

  toTargets({ record, targets }: LiveRule, event: BusEvent): void {
    for (const target of targets) this.#delivery.deliver(record, target, event);
  }

  /** @throws ResourceNotFoundException */
  #forward(busArn: string, event: BusEvent): void {
    const bus = this.#buses.bus(busArn);
    if (!this.#route.has(bus.record.name)) this.route(bus, event);
  }
}

export function isEnabled({ record }: LiveRule): boolean {
  return record.state !== 'DISABLED';
}
