/** `rate(5 minutes)` and `cron(0 20 * * ? *)`, as PutRule takes them. */
import type { Clock } from '../../core/clock.ts';
import { nextCronTime, parseCron } from './cron.ts';

export interface Schedule {
  /**
   * The first run after `timeMs`, both in milliseconds since the epoch; undefined if there is none.
   * A rate counts from `timeMs`: the last run, or the time when the rule was put.
   */
  next(timeMs: number): number | undefined;
}

const unitsMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The first run after `afterMs`, both on the cloud's clock. A cron expression means the time of day as it is set now; if it is set
 * again before the run, that one runs as planned and the next ones follow.
 */
export function nextRun(schedule: Schedule, afterMs: number, clock: Clock): number | undefined {
  const leadMs = clock.wallTime() - clock.now();
  const timeMs = schedule.next(afterMs + leadMs);
  return timeMs === undefined ? undefined : timeMs - leadMs;
}

/** Returns undefined if AWS refuses the text. */
export function parseSchedule(expression: string): Schedule | undefined {
  const cronText = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (cronText === undefined) return parseRate(expression);
  const cron = parseCron(cronText);
  return cron && { next: (timeMs) => nextCronTime(cron, timeMs) };
}

/** The unit is singular for 1 and plural for anything else. */
function parseRate(expression: string): Schedule | undefined {
  const parts = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression);
  const [, count = '', unit = '', plural = ''] = parts ?? [];
  if (!parts || (Number(count) === 1) === (plural === 's')) return undefined;
  const periodMs = Number(count) * (unitsMs[unit] ?? 0);
  return { next: (timeMs) => timeMs + periodMs };
}
