import type { Archives } from './archives.ts';
import type { BusStore } from './bus-store.ts';
import type { Replays } from './replays.ts';
import type { Router } from './router.ts';
import type { Scheduler } from './schedule/scheduler.ts';

/** What EventBridge's operations work on. */
export interface EventBridgeState {
  readonly store: BusStore;
  readonly archives: Archives;
  readonly replays: Replays;
  readonly router: Router;
  readonly scheduler: Scheduler;
}
