/**
 * Runs Lambda functions in this process as AWS Lambda does: behind SQS event source mappings, by asynchronous
 * invocation (EventBridge) and by synchronous invocation.
 */

import type { ProvisionedEventSource } from '../cloudformation/provider.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import { type Ids, systemIds } from '../core/context.ts';
import type { Log } from '../core/log.ts';
import { AsynchronousInvocations } from './asynchronous-invocation.ts';
import { EventSourceMapping, type MappingCounters } from './event-source-mapping.ts';
import { type FunctionCounters, type HostContext, type HostedFunction, LambdaFunction } from './function.ts';
import { type Polling, QueueReader } from './queue-reader.ts';

export type { Handler, HostedFunction } from './function.ts';

export interface LambdaHostOptions {
  /** By function name. */
  readonly functions: ReadonlyMap<string, HostedFunction>;
  readonly eventSources: readonly ProvisionedEventSource[];
  readonly polling: Polling;
  readonly log: Log;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

export interface HostMetrics {
  readonly functions: Readonly<Record<string, Readonly<FunctionCounters>>>;
  /** By the name of the function that reads the queue. */
  readonly eventSources: Readonly<Record<string, Readonly<MappingCounters>>>;
}

/** Thrown for an unknown function, as by Lambda's Invoke. */
export class ResourceNotFoundException extends Error {
  override readonly name = 'ResourceNotFoundException';
}

export class LambdaHost {
  readonly #host: HostContext;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #mappings: EventSourceMapping[] = [];
  readonly #asynchronous: AsynchronousInvocations;

  constructor(options: LambdaHostOptions) {
    const { functions, eventSources, polling, log, clock = systemClock, ids = systemIds } = options;
    this.#host = { log, clock, ids };
    this.#asynchronous = new AsynchronousInvocations(this.#host);
    for (const [name, hosted] of functions) this.#functions.set(name, new LambdaFunction(name, hosted, this.#host));
    for (const source of eventSources) {
      const target = this.#function(source.functionName);
      this.#mappings.push(new EventSourceMapping(source, target, new QueueReader(source, polling), this.#host));
    }
  }

  start(): void {
    for (const mapping of this.#mappings) mapping.start();
  }

  /**
   * Stops polling and waits up to `graceSeconds` for running invocations. The messages of those that take longer become
   * visible again after their visibility timeout.
   */
  async stop(graceSeconds = 5): Promise<void> {
    const { clock } = this.#host;
    const ended = (async () => {
      await Promise.all(this.#mappings.map((mapping) => mapping.pause()));
      await Promise.all([this.#asynchronous.stop(), ...this.#mappings.map((mapping) => mapping.drained())]);
    })();
    await new Promise<void>((resolve, reject) => {
      const timer = clock.at(clock.now() + graceSeconds * 1000, resolve);
      ended.then(resolve, reject).finally(() => timer.cancel());
    });
  }

  /** Simulates a consumer that is down: its queue is not read. Resolves when its open poll has ended; invocations go on. */
  async pause(functionName: string): Promise<void> {
    await Promise.all(this.#mappingsOf(functionName).map((mapping) => mapping.pause()));
  }

  resume(functionName: string): void {
    for (const mapping of this.#mappingsOf(functionName)) mapping.start();
  }

  /** Asynchronous invocation: resolves when accepted; failures are retried twice. @throws ResourceNotFoundException */
  async invoke(arn: string, payload: unknown): Promise<void> {
    this.#asynchronous.accept(this.#function(arn), payload);
  }

  /** Synchronous invocation: the function's response. @throws the function's error, FunctionTimeout, ResourceNotFoundException */
  async call(arn: string, payload: unknown): Promise<unknown> {
    const invocation = await this.#function(arn).invoke(payload);
    if (!invocation.ok) throw invocation.error;
    return invocation.response;
  }

  get metrics(): HostMetrics {
    return {
      functions: Object.fromEntries([...this.#functions].map(([name, { counters }]) => [name, { ...counters }])),
      eventSources: Object.fromEntries(
        this.#mappings.map(({ source, counters }) => [source.functionName, { ...counters }]),
      ),
    };
  }

  /** By name, or by ARN of any region and account. */
  #function(nameOrArn: string): LambdaFunction {
    const name = nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? '') : nameOrArn;
    const found = this.#functions.get(name);
    if (!found) throw new ResourceNotFoundException(`Function not found: ${nameOrArn}`);
    return found;
  }

  #mappingsOf(functionName: string): EventSourceMapping[] {
    const found = this.#mappings.filter(({ source }) => source.functionName === functionName);
    if (found.length === 0) throw new ResourceNotFoundException(`No event source mapping of ${functionName}`);
    return found;
  }
}
