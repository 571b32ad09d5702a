/** One function: its invocations with Lambda's time-out and context, and their results. */
import type { Context } from 'aws-lambda';
import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/context.ts';
import type { Log } from '../core/log.ts';
import { faultFields } from '../core/log.ts';

/** What a Lambda module exports; its event is JSON. */
export type Handler = (event: never, context: Context) => Promise<unknown>;

export interface HostedFunction {
  readonly handler: Handler;
  readonly arn: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB?: number;
}

export interface HostContext {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export type Invocation =
  | { readonly ok: true; readonly response: unknown }
  | { readonly ok: false; readonly error: unknown };

export interface FunctionCounters {
  /** Running now. */
  running: number;
  invocations: number;
  /** Invocations that threw; time-outs are counted separately. */
  errors: number;
  timeouts: number;
}

/** The function exceeded its time-out. It is not stopped, but a later result is ignored. */
export class FunctionTimeout extends Error {
  override readonly name = 'Sandbox.Timedout';
}

export class LambdaFunction {
  readonly name: string;
  readonly counters: FunctionCounters = { running: 0, invocations: 0, errors: 0, timeouts: 0 };
  readonly #function: HostedFunction;
  readonly #host: HostContext;

  constructor(name: string, hosted: HostedFunction, host: HostContext) {
    this.name = name;
    this.#function = hosted;
    this.#host = host;
  }

  get arn(): string {
    return this.#function.arn;
  }

  /** Never rejects: a failure is returned and logged. */
  async invoke(event: unknown): Promise<Invocation> {
    const { log, ids } = this.#host;
    const requestId = ids.uuid();
    this.counters.invocations += 1;
    this.counters.running += 1;
    try {
      return { ok: true, response: await this.#withinTimeout(event, requestId) };
    } catch (error) {
      if (error instanceof FunctionTimeout) this.counters.timeouts += 1;
      else this.counters.errors += 1;
      log.error('a function failed', { function: this.name, requestId, ...faultFields(error) });
      return { ok: false, error };
    } finally {
      this.counters.running -= 1;
    }
  }

  async #withinTimeout(event: unknown, requestId: string): Promise<unknown> {
    const { clock } = this.#host;
    const { handler, timeoutSeconds } = this.#function;
    const deadlineMs = clock.now() + timeoutSeconds * 1000;
    return new Promise((resolve, reject) => {
      const timer = clock.at(deadlineMs, () =>
        reject(new FunctionTimeout(`Task timed out after ${timeoutSeconds.toFixed(2)} seconds`)),
      );
      // `async`, so that a handler that throws before its first await fails like any other.
      const run = async () => handler(event as never, this.#context(requestId, deadlineMs));
      run()
        .then(resolve, reject)
        .finally(() => timer.cancel());
    });
  }

  #context(awsRequestId: string, deadlineMs: number): Context {
    const { clock } = this.#host;
    const notSupported = () => {
      throw new Error('Functions must return a promise: done, fail and succeed are not supported');
    };
    return {
      callbackWaitsForEmptyEventLoop: true,
      functionName: this.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: this.#function.arn,
      memoryLimitInMB: String(this.#function.memoryMiB ?? 128),
      awsRequestId,
      logGroupName: `/aws/lambda/${this.name}`,
      logStreamName: 'local',
      getRemainingTimeInMillis: () => Math.max(0, deadlineMs - clock.now()),
      done: notSupported,
      fail: notSupported,
      succeed: notSupported,
    };
  }
}
