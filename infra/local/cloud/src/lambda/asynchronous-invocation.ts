/**
 * Asynchronous invocation as EventBridge uses it: accepted at once, run in the background, and tried again when the
 * function fails, twice, after one minute and then two. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * Lambda keeps its queue of such events on disk and this one does not: a stop drops what waits for its retry. What is
 * invoked so here are schedules, whose next tick does the same work.
 */
import type { Timer } from '../core/context.ts';
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

  /** No further retries. Resolves when what runs has ended. */
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
      this.#host.log.error('an event was given up after its retries', { function: target.name });
      return;
    }
    const timer = this.#host.clock.at(this.#host.clock.now() + delaySeconds * 1000, () => {
      this.#retries.delete(timer);
      this.#run(target, event, retriesDone + 1);
    });
    this.#retries.add(timer);
  }
}
