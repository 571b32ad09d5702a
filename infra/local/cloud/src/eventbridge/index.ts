/**
 * Amazon EventBridge over AWS JSON 1.1: buses, rules with patterns and schedules, targets, archives and replays.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/
 */
import type { CloudContext } from '../core/context.ts';
import type { Service } from '../core/service.ts';
import { Archives } from './archives.ts';
import { busOperations } from './buses.ts';
import { Delivery } from './delivery.ts';
import type { Collaborators } from './destinations.ts';
import { eventOperations } from './put-events.ts';
import { Replays } from './replays.ts';
import { Router } from './router.ts';
import { ruleOperations } from './rules.ts';
import { Scheduler } from './schedule/scheduler.ts';
import { EventsState } from './state.ts';
import { tagOperations } from './tags.ts';
import { targetOperations } from './targets.ts';

export type { Collaborators as EventsCollaborators } from './destinations.ts';

export interface Events {
  readonly service: Service;
  /** Cancels timers: retries, schedules and replays go on when the store is opened again. */
  close(): void;
}

/** Opens EventBridge with what the context's store holds; what was under way goes on. */
export async function openEvents(context: CloudContext, collaborators: Collaborators): Promise<Events> {
  const state = await EventsState.open(context);
  const archives = await Archives.open(state);
  const delivery = await Delivery.open(context, collaborators);
  const router = new Router(state, archives, delivery);
  const scheduler = await Scheduler.open(state, router);
  const replays = await Replays.open(state, archives, (bus, event, rules) => {
    router.route(state.bus(bus), event, rules);
  });
  const operations = {
    ...busOperations(state, (bus) => archives.isOn(bus)),
    ...ruleOperations(state, (bus, name) => scheduler.changed(bus, name)),
    ...targetOperations(state),
    ...tagOperations(state),
    ...eventOperations(state, router),
    ...archives.operations(),
    ...replays.operations(),
  };
  return {
    service: { target: 'AWSEvents', jsonVersion: '1.1', operations },
    close() {
      for (const part of [replays, scheduler, delivery, archives]) part.close();
    },
  };
}
