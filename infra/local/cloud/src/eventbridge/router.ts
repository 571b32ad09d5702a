/** Takes an event onto a bus: into the bus's archives, and to the targets of the rules that match it. */
import type { Archives } from './archives.ts';
import type { BusEvent } from './bus-event.ts';
import type { Delivery } from './delivery.ts';
import type { LiveBus, LiveRule } from './model.ts';
import { readFields } from './pattern/event-fields.ts';
import type { EventsState } from './state.ts';

export class Router {
  readonly #state: EventsState;
  readonly #archives: Archives;
  readonly #delivery: Delivery;
  /** Buses through which the event now being routed has come: rules that send to each other's bus end here. */
  readonly #route = new Set<string>();

  constructor(state: EventsState, archives: Archives, delivery: Delivery) {
    this.#state = state;
    this.#archives = archives;
    this.#delivery = delivery;
    delivery.publish = (busArn, event) => this.#forward(busArn, event);
  }

  /** @param ruleArns limits a replay to these rules. */
  route({ record: { name }, rules, steps }: LiveBus, event: BusEvent, ruleArns?: ReadonlySet<string>): void {
    const fields = readFields(event.text, steps);
    if (event.replayName === undefined) this.#archives.keep(name, event, fields);
    this.#route.add(name);
    try {
      for (const rule of rules.values()) {
        if (!isListening(rule) || (ruleArns && !ruleArns.has(rule.record.arn))) continue;
        if (rule.pattern?.matchesFields(fields)) this.toTargets(rule, event);
      }
    } finally {
      this.#route.delete(name);
    }
  }

  toTargets({ record, targets }: LiveRule, event: BusEvent): void {
    for (const target of targets) this.#delivery.deliver(record, target, event);
  }

  /** @throws AwsError ResourceNotFoundException */
  #forward(busArn: string, event: BusEvent): void {
    const bus = this.#state.bus(busArn);
    if (!this.#route.has(bus.record.name)) this.route(bus, event);
  }
}

export function isListening({ record }: LiveRule): boolean {
  return record.state !== 'DISABLED';
}
