/** Runs schedules of functions in the host if the target's EventBridge cannot invoke them. */

import type { ProvisionedSchedule } from '../cloudformation/provider.ts';
import { systemClock, type Timer } from '../core/clock.ts';
import { nextRun, parseSchedule } from '../eventbridge/schedule/schedule.ts';
import type { LambdaHost } from './host.ts';

/** Starts the schedules; the returned function stops them. @throws Error if EventBridge would refuse an expression */
export function startSchedules(
  schedules: readonly ProvisionedSchedule[],
  host: Pick<LambdaHost, 'invoke'>,
  clock = systemClock,
): () => void {
  const timers = new Map<ProvisionedSchedule, Timer>();
  for (const schedule of schedules) {
    const parsed = parseSchedule(schedule.expression);
    if (!parsed) throw new Error(`Invalid schedule expression: ${schedule.expression}`);
    const plan = (afterMs: number) => {
      const timeMs = nextRun(parsed, afterMs, clock);
      if (timeMs === undefined) return;
      const run = () => {
        for (const arn of schedule.functionArns)
          void host.invoke(arn, scheduledEvent(timeMs + clock.wallTime() - clock.now()));
        plan(Math.max(timeMs, clock.now()));
      };
      timers.set(schedule, clock.at(timeMs, run));
    };
    plan(clock.now());
  }
  return () => {
    for (const timer of timers.values()) timer.cancel();
  };
}

function scheduledEvent(timeMs: number) {
  return { 'detail-type': 'Scheduled Event', source: 'aws.events', time: new Date(timeMs).toISOString(), detail: {} };
}
