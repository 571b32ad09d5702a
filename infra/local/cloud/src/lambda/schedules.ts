/** Schedules of functions, kept by the host where the target's EventBridge can not invoke what runs here. */

import type { ProvisionedSchedule } from '../cloudformation/provider.ts';
import { systemClock, type Timer } from '../core/context.ts';
import { parseSchedule } from '../eventbridge/schedule/schedule.ts';
import type { LambdaHost } from './host.ts';

/** Runs them from now on. @returns what ends them. @throws Error for an expression that EventBridge refuses too */
export function startSchedules(
  schedules: readonly ProvisionedSchedule[],
  host: Pick<LambdaHost, 'invoke'>,
  clock = systemClock,
): () => void {
  const timers = new Map<ProvisionedSchedule, Timer>();
  for (const schedule of schedules) {
    const parsed = parseSchedule(schedule.expression);
    if (!parsed) throw new Error(`${schedule.expression} is no schedule`);
    const plan = (afterMs: number) => {
      const timeMs = parsed.next(afterMs);
      if (timeMs === undefined) return;
      const run = () => {
        for (const arn of schedule.functionArns) void host.invoke(arn, scheduledEvent(timeMs));
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
