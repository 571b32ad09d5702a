/**
 * Runs the rules that have a schedule. Each rule's next run is in the store: after a restart, a rule that was due in the
 * meantime runs once, immediately, and the others run as planned.
 */
import type { Timer } from '../../core/clock.ts';
import type { CloudContext } from '../../core/context.ts';
import { defaultBusName } from '../arns.ts';
import { composeEvent } from '../bus-event.ts';
import type { BusStore } from '../bus-store.ts';
import type { LiveRule } from '../live.ts';
import { isEnabled, type Router } from '../router.ts';
import { nextRun, parseSchedule, type Schedule } from './schedule.ts';

interface Next {
  readonly v: 1;
  readonly expression: string;
  readonly timeMs: number;
}

const key = (name: string) => `events/next-run/${name}`;

export class Scheduler {
  readonly #context: CloudContext;
  readonly #state: BusStore;
  readonly #router: Router;
  readonly #timers = new Map<string, Timer>();

  private constructor(state: BusStore, router: Router) {
    this.#context = state.context;
    this.#state = state;
    this.#router = router;
  }

  static async open(state: BusStore, router: Router): Promise<Scheduler> {
    const scheduler = new Scheduler(state, router);
    for (const name of state.bus(defaultBusName).rules.keys()) {
      const value = await state.context.store.get(key(name));
      const next = value === undefined ? undefined : (JSON.parse(value) as Next);
      const scheduled = scheduler.#scheduled(name);
      if (next && scheduled?.rule.record.scheduleExpression === next.expression) scheduler.#arm(name, next.timeMs);
      else scheduler.changed(defaultBusName, name);
    }
    return scheduler;
  }

  /** To be called when a rule was put, enabled, disabled or deleted. */
  changed(bus: string, name: string): void {
    if (bus !== defaultBusName) return;
    this.#timers.get(name)?.cancel();
    if (this.#timers.delete(name)) this.#context.store.del(key(name));
    const scheduled = this.#scheduled(name);
    if (scheduled)
      this.#plan(name, scheduled, nextRun(scheduled.schedule, this.#context.clock.now(), this.#context.clock));
  }

  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #scheduled(name: string): { rule: LiveRule; schedule: Schedule } | undefined {
    const rule = this.#state.bus(defaultBusName).rules.get(name);
    if (!rule || !isEnabled(rule) || rule.record.scheduleExpression === undefined) return undefined;
    const schedule = parseSchedule(rule.record.scheduleExpression);
    return schedule && { rule, schedule };
  }

  #plan(name: string, { rule }: { rule: LiveRule }, timeMs: number | undefined): void {
    if (timeMs === undefined) return;
    const next: Next = { v: 1, expression: rule.record.scheduleExpression ?? '', timeMs };
    this.#context.store.put(key(name), JSON.stringify(next));
    this.#arm(name, timeMs);
  }

  #arm(name: string, timeMs: number): void {
    this.#timers.set(
      name,
      this.#context.clock.at(timeMs, () => this.#run(name, timeMs)),
    );
  }

  #run(name: string, timeMs: number): void {
    this.#timers.delete(name);
    const scheduled = this.#scheduled(name);
    if (!scheduled) return;
    const { clock, ids, account, region } = this.#context;
    const now = clock.now();
    const event = composeEvent({
      id: ids.uuid(),
      detailType: 'Scheduled Event',
      source: 'aws.events',
      account,
      region,
      resources: [scheduled.rule.record.arn],
      detail: '{}',
      timeMs: timeMs + clock.wallTime() - now,
      acceptedMs: now,
    });
    this.#router.toTargets(scheduled.rule, event);
    // Counted from the due time, unless so much time has passed that runs were missed.
    const regular = nextRun(scheduled.schedule, timeMs, clock);
    this.#plan(
      name,
      scheduled,
      regular !== undefined && regular > now ? regular : nextRun(scheduled.schedule, now, clock),
    );
  }
}
