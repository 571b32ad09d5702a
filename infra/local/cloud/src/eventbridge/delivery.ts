/**
 * Delivery of events to targets: first in the tick in which the event comes (so that one batch of writes has the event and
 * what its targets did with it), then again with growing pauses as long as the target's retry policy allows, then to its
 * dead-letter queue. A delivery that waits for another attempt is in the store; memory has only its timer.
 */
import type { Timer } from '../core/clock.ts';
import type { CloudContext } from '../core/context.ts';
import { prefixed } from '../core/store.ts';
import type { BusEvent } from './bus-event.ts';
import { callTarget, classify, type Failure, type TargetServices } from './destinations.ts';
import type { LiveTarget } from './live.ts';
import type { Target } from './model.ts';
import { OutputNotJson } from './transform/input-template.ts';
import type { RuleIdentity } from './transform/target-input.ts';

const defaultAttempts = 185;
const defaultAgeSeconds = 86_400;

/** Pauses double from one second up to this. 185 of them take about a day: AWS's defaults for attempts and age. */
const maxPauseMs = 8 * 60_000;

interface Attempt {
  readonly v: 1;
  readonly id: string;
  readonly rule: RuleIdentity;
  readonly target: Target;
  readonly input: string;
  readonly event: BusEvent;
  /** How often it was retried. */
  readonly retries: number;
  /** When it is due, milliseconds since the epoch. */
  readonly dueMs: number;
  /** The last failure, for the dead letter. */
  readonly failure?: Failure;
}

const key = (id: string) => `events/retry/${id}`;

export class Delivery {
  readonly #context: CloudContext;
  readonly #services: TargetServices;
  readonly #timers = new Map<string, Timer>();
  #closed = false;
  /** Takes an event that a rule forwards to another bus. Set by the router. */
  publish: (busArn: string, event: BusEvent) => void = () => {};

  private constructor(context: CloudContext, services: TargetServices) {
    this.#context = context;
    this.#services = services;
  }

  /** Deliveries that were waiting go on. */
  static async open(context: CloudContext, services: TargetServices): Promise<Delivery> {
    const delivery = new Delivery(context, services);
    for await (const [, value] of context.store.range(prefixed('events/retry/'))) {
      const { id, dueMs } = JSON.parse(value) as Attempt;
      delivery.#arm(id, dueMs);
    }
    return delivery;
  }

  get waiting(): number {
    return this.#timers.size;
  }

  deliver(rule: RuleIdentity, target: LiveTarget, event: BusEvent): void {
    const attempt: Attempt = {
      v: 1,
      id: this.#context.ids.uuid(),
      rule: { arn: rule.arn, name: rule.name },
      target: target.record,
      input: '',
      event,
      retries: 0,
      dueMs: this.#context.clock.now(),
    };
    try {
      this.#try({ ...attempt, input: target.input(event, rule) }, false);
    } catch (error) {
      if (!(error instanceof OutputNotJson)) throw error;
      this.#sendToDeadLetterQueue(attempt, { code: 'INVALID_JSON', message: error.message, isTransient: false });
    }
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** @param isStored whether the store has the attempt */
  #try(attempt: Attempt, isStored: boolean): void {
    const { target, input, event } = attempt;
    let accepted: Promise<void> | undefined;
    try {
      const name = `${event.id}_${attempt.id}`;
      accepted = callTarget(this.#services, this.publish, { target, input, event, name });
    } catch (error) {
      this.#failed(attempt, isStored, classify(error));
      return;
    }
    if (!accepted) {
      if (isStored) this.#context.store.del(key(attempt.id));
      return;
    }
    // This process may end before the function has accepted it.
    if (!isStored) this.#put(attempt);
    accepted.then(
      () => this.#closed || this.#context.store.del(key(attempt.id)),
      (error) => this.#closed || this.#failed(attempt, true, classify(error)),
    );
  }

  #failed(attempt: Attempt, isStored: boolean, failure: Failure): void {
    const { RetryPolicy } = attempt.target;
    const now = this.#context.clock.now();
    const lastMs = attempt.event.acceptedMs + (RetryPolicy?.MaximumEventAgeInSeconds ?? defaultAgeSeconds) * 1000;
    const isExhausted = attempt.retries >= (RetryPolicy?.MaximumRetryAttempts ?? defaultAttempts);
    if (failure.isTransient && !isExhausted && now < lastMs) {
      const dueMs = Math.min(now + this.#pauseMs(attempt.retries), lastMs);
      this.#put({ ...attempt, retries: attempt.retries + 1, dueMs, failure });
      this.#arm(attempt.id, dueMs);
      return;
    }
    if (isStored) this.#context.store.del(key(attempt.id));
    const condition = isExhausted ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds';
    this.#sendToDeadLetterQueue(attempt, failure, failure.isTransient ? condition : undefined);
  }

  /** Doubling, with jitter. */
  #pauseMs(retries: number): number {
    return Math.min(1000 * 2 ** retries, maxPauseMs) * (0.5 + this.#context.ids.random() / 2);
  }

  #arm(id: string, dueMs: number): void {
    this.#timers.set(
      id,
      this.#context.clock.at(dueMs, () => this.#retry(id).catch((cause) => this.#report(cause))),
    );
  }

  async #retry(id: string): Promise<void> {
    const value = await this.#context.store.get(key(id));
    if (this.#closed) return;
    this.#timers.delete(id);
    if (value === undefined) return;
    const attempt = JSON.parse(value) as Attempt;
    const ageSeconds = attempt.target.RetryPolicy?.MaximumEventAgeInSeconds ?? defaultAgeSeconds;
    const isTooOld = this.#context.clock.now() >= attempt.event.acceptedMs + ageSeconds * 1000;
    if (!isTooOld || !attempt.failure) {
      this.#try(attempt, true);
      return;
    }
    this.#context.store.del(key(id));
    // The attempt that is due now is not made.
    this.#sendToDeadLetterQueue(
      { ...attempt, retries: attempt.retries - 1 },
      attempt.failure,
      'MaximumEventAgeInSeconds',
    );
  }

  /** If the target has no dead-letter queue the event is dropped, as on AWS. */
  #sendToDeadLetterQueue({ rule, target, event, retries }: Attempt, failure: Failure, condition?: string): void {
    const queue = target.DeadLetterConfig?.Arn;
    if (queue === undefined) return;
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    const attributes = {
      RULE_ARN: text(rule.arn),
      TARGET_ARN: text(target.Arn),
      ERROR_CODE: text(failure.code),
      ERROR_MESSAGE: text(failure.message || failure.code),
      ...(condition ? { EXHAUSTED_RETRY_CONDITION: text(condition) } : {}),
      RETRY_ATTEMPTS: text(String(retries)),
    };
    try {
      this.#services.sqs.send(queue, { body: event.text, attributes, traceHeader: event.traceHeader });
    } catch (error) {
      this.#report(error);
    }
  }

  #put(attempt: Attempt): void {
    this.#context.store.put(key(attempt.id), JSON.stringify(attempt));
  }

  #report(cause: unknown): void {
    this.#context.report('an event could not be delivered', cause);
  }
}
