/**
 * Amazon EventBridge over AWS JSON 1.1: buses, rules with patterns and schedules, targets, archives and replays.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/
 */
import type { CloudContext } from '../core/context.ts';
import { bindOperations, type Operations } from '../core/operation.ts';
import type { Service } from '../core/service.ts';
import { archiveOperations } from './archive-operations.ts';
import { Archives } from './archives.ts';
import { BusStore } from './bus-store.ts';
import { busOperations } from './buses.ts';
import { Delivery } from './delivery.ts';
import type { TargetServices } from './destinations.ts';
import { inputErrors } from './errors.ts';
import { permissionOperations } from './permissions.ts';
import { eventOperations } from './put-events.ts';
import { replayOperations } from './replay-operations.ts';
import { Replays } from './replays.ts';
import { Router } from './router.ts';
import { ruleOperations } from './rules.ts';
import { Scheduler } from './schedule/scheduler.ts';
import type { EventBridgeState } from './state.ts';
import { tagOperations } from './tags.ts';
import { targetOperations } from './targets.ts';

export interface Events {
  readonly service: Service;
  /** Cancels timers: retries, schedules and replays go on when the store is opened again. */
  close(): void;
}

export const eventBridgeOperations: Operations<EventBridgeState> = {
  ...busOperations,
  ...permissionOperations,
  ...ruleOperations,
  ...targetOperations,
  ...tagOperations,
  ...eventOperations,
  ...archiveOperations,
  ...replayOperations,
};

/** Opens EventBridge with what the context's store holds. Deliveries, schedules and replays that were running go on. */
export async function openEvents(context: CloudContext, services: TargetServices): Promise<Events> {
  const store = await BusStore.open(context);
  const archives = await Archives.open(store);
  const delivery = await Delivery.open(context, services);
  const router = new Router(store, archives, delivery);
  const scheduler = await Scheduler.open(store, router);
  const replays = await Replays.open(context, archives, (bus, event, rules) => {
    router.route(store.bus(bus), event, rules);
  });
  const state = { store, archives, replays, router, scheduler };
  return {
    service: {
      target: 'AWSEvents',
      jsonVersion: '1.1',
      operations: bindOperations(eventBridgeOperations, state, inputErrors),
    },
    close() {
      for (const part of [replays, scheduler, delivery, archives]) part.close();
    },
  };
}
