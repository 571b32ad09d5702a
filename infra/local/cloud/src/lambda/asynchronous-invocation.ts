/**
 * Asynchronous invocation as EventBridge uses it: accepted at once and run in the background. A failed invocation is retried
 * twice, after one and two minutes. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * Unlike on AWS, a stop drops pending retries. Only schedules are invoked this way, and their next run does the same work.
 */
import type { Timer } from '../core/clock.ts';
import type { HostContext, LambdaFunction } from './function.ts';

const retryDelaysSeconds = [60, 120] as const;

export class AsynchronousInvocations {
  readonly #host: HostContext;
  readonly #running = new Set<Promise<void>>();
  readonly #retries = new Set<Timer>();
  #stopped = false;

  constructor(host: HostContext) {
    this.#host = host;
  }

  accept(target: LambdaFunction, event: unknown): void {
    this.#run(target, event, 0);
  }

  /** Ends retries. Resolves when running invocations have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#retries) timer.cancel();
    this.#retries.clear();
    await Promise.all(this.#running);
  }

  #run(target: LambdaFunction, event: unknown, retriesDone: number): void {
    const run = target.invoke(event).then(({ ok }) => {
      this.#running.delete(run);
      if (!ok) this.#retryLater(target, event, retriesDone);
    });
    this.#running.add(run);
  }

  #retryLater(target: LambdaFunction, event: unknown, retriesDone: number): void {
    const delaySeconds = retryDelaysSeconds[retriesDone];
    if (this.#stopped) return;
    if (delaySeconds === undefined) {
      this.#host.log.error('an event was dropped after its retries', { function: target.name });
      return;
    }
    const timer = this.#host.clock.at(this.#host.clock.now() + delaySeconds * 1000, () => {
      this.#retries.delete(timer);
      this.#run(target, event, retriesDone + 1);
    });
    this.#retries.add(timer);
  }
}
