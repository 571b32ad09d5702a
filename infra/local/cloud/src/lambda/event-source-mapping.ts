/**
 * An SQS event source mapping: one poller that polls as long as another invocation may start.
 *
 * AWS runs several pollers per queue, because each waits for the network. Here a receive call takes well under a
 * millisecond, so one poller that does not wait for its invocations keeps MaximumConcurrency of them busy, and an idle
 * queue costs one call per 20 s. While all are busy it does not poll: messages gather, and the next batch is fuller.
 *
 * A mapping with a batching window gathers, from the first message on, until the batch or its payload is full or the
 * window is over. It asks the queue again only when the window is over, to save calls.
 *
 * Order per group comes from SQS: while a message of a group is in flight, SQS hands out no other one of that group. So
 * there is never more than one batch per group, and no more invocations than groups.
 */
import type { Message } from '@aws-sdk/client-sqs';
import type { ProvisionedEventSource } from '../cloudformation/provider.ts';
import { faultFields } from '../core/log.ts';
import { messagesDone } from './batch-response.ts';
import { sqsEvent } from './event.ts';
import type { HostContext, LambdaFunction } from './function.ts';
import { maxPerCall, type QueueReader } from './queue-reader.ts';

/** Lambda's default account limit, for a mapping without its own. */
const defaultMaximumConcurrency = 1000;

/** After a failed poll: doubled with each further failure, up to the maximum. */
const minBackoffMs = 100;
const maxBackoffMs = 5000;

/** Lambda's limit on the payload of an invocation. */
const maxPayloadBytes = 6 * 1024 * 1024;

/** How many messages a batching window asks for at a time while the queue has more. */
const maxAtOnce = 10 * maxPerCall;

/** A long poll that ends empty earlier than this did not wait; the poller then pauses, so that it does not spin. */
const minEmptyPollMs = 1000;

export interface MappingCounters {
  /** Invocations running now. */
  running: number;
  polls: number;
  emptyPolls: number;
  failedPolls: number;
  batches: number;
  messages: number;
  /** Messages that the function has processed, even if their deletion was refused. */
  done: number;
  /** Messages left to their visibility timeout. */
  failed: number;
  failedDeletes: number;
}

export class EventSourceMapping {
  readonly source: ProvisionedEventSource;
  readonly counters: MappingCounters = {
    running: 0,
    polls: 0,
    emptyPolls: 0,
    failedPolls: 0,
    batches: 0,
    messages: 0,
    done: 0,
    failed: 0,
    failedDeletes: 0,
  };
  readonly #target: LambdaFunction;
  readonly #queue: QueueReader;
  readonly #host: HostContext;
  readonly #batches = new Set<Promise<void>>();
  #polling: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
  #wake = () => {};

  constructor(source: ProvisionedEventSource, target: LambdaFunction, queue: QueueReader, host: HostContext) {
    this.source = source;
    this.#target = target;
    this.#queue = queue;
    this.#host = host;
  }

  /** Starts polling; does nothing if it polls already. */
  start(): void {
    if (this.#polling) return;
    const abort = new AbortController();
    this.#polling = { abort, ended: this.#poll(abort.signal) };
  }

  /** Stops polling. Resolves when the open poll has ended; invocations go on. */
  async pause(): Promise<void> {
    const polling = this.#polling;
    if (!polling) return;
    this.#polling = undefined; // a later start begins a new poller
    polling.abort.abort();
    this.#wake();
    await polling.ended;
  }

  /** Resolves when the current invocations have ended and their messages are deleted. */
  async drained(): Promise<void> {
    await Promise.all(this.#batches);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      if (this.#full()) {
        await this.#pauseUntilWoken();
        continue;
      }
      try {
        await this.#pollOnce(signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.counters.failedPolls += 1;
        this.#warn('a queue could not be polled', error);
        await this.#pauseUntilWoken(Math.min(minBackoffMs * 2 ** failures, maxBackoffMs));
        failures += 1;
      }
    }
  }

  async #pollOnce(signal: AbortSignal): Promise<void> {
    const startedMs = this.#host.clock.now();
    const messages = await this.#gather(signal);
    if (signal.aborted) {
      await this.#queue.release(messages);
    } else if (messages.length > 0) {
      this.#begin(messages);
    } else {
      this.counters.emptyPolls += 1;
      if (this.#host.clock.now() - startedMs < minEmptyPollMs) await this.#pauseUntilWoken(minBackoffMs);
    }
  }

  /** The messages of one poll and, with a batching window, those that arrive within it. */
  async #gather(signal: AbortSignal): Promise<readonly Message[]> {
    const { batchSize, batchingWindowSeconds } = this.source;
    const { clock } = this.#host;
    const batch = [...(await this.#queue.receive(signal, batchSize))];
    this.counters.polls += 1;
    if (batch.length === 0 || batchingWindowSeconds === 0) return batch;
    const deadlineMs = clock.now() + batchingWindowSeconds * 1000;
    // A call that returned fewer messages than it may has emptied the queue.
    let emptied = batch.length < maxPerCall;
    let payloadBytes = payloadOf(batch);
    while (batch.length < batchSize && payloadBytes < maxPayloadBytes) {
      if (emptied && clock.now() >= deadlineMs) break;
      while (emptied && clock.now() < deadlineMs && !signal.aborted) {
        await this.#pauseUntilWoken(deadlineMs - clock.now());
      }
      if (signal.aborted) break;
      const room = Math.min(batchSize - batch.length, emptied ? maxPerCall : maxAtOnce);
      const more = await this.#receiveAtOnce(signal, room);
      batch.push(...more);
      payloadBytes += payloadOf(more);
      emptied = more.length < room;
    }
    return batch;
  }

  /** Receives ten per call, with parallel calls like AWS's several pollers: sequential ones cannot keep up with a busy bus. */
  async #receiveAtOnce(signal: AbortSignal, max: number): Promise<Message[]> {
    const calls = Array.from({ length: Math.ceil(max / maxPerCall) }, (_, call) => {
      const room = Math.min(max - call * maxPerCall, maxPerCall);
      // A failed call does not hold back the batch; the next poll reports the problem.
      return this.#queue.receive(signal, room, 0).catch(() => []);
    });
    this.counters.polls += calls.length;
    return (await Promise.all(calls)).flat();
  }

  #full(): boolean {
    return this.counters.running >= (this.source.maximumConcurrency ?? defaultMaximumConcurrency);
  }

  /** Waits until an invocation ends, the mapping is paused, or the time is over. */
  async #pauseUntilWoken(timeoutMs?: number): Promise<void> {
    const { clock } = this.#host;
    await new Promise<void>((resolve) => {
      const timer = timeoutMs === undefined ? undefined : clock.at(clock.now() + timeoutMs, resolve);
      this.#wake = () => {
        timer?.cancel();
        resolve();
      };
    });
  }

  #begin(messages: readonly Message[]): void {
    const batch = this.#batch(messages)
      .catch((error: unknown) => this.#warn('messages could not be deleted and will be received again', error))
      .finally(() => this.#batches.delete(batch));
    this.#batches.add(batch);
  }

  async #batch(messages: readonly Message[]): Promise<void> {
    this.counters.batches += 1;
    this.counters.messages += messages.length;
    this.counters.running += 1;
    const invocation = await this.#target.invoke(sqsEvent(messages, this.source.queueArn));
    this.counters.running -= 1;
    this.#wake();
    const done = invocation.ok ? this.#doneBy(messages, invocation.response) : [];
    this.counters.done += done.length;
    this.counters.failed += messages.length - done.length;
    this.counters.failedDeletes += await this.#queue.delete(done);
  }

  #doneBy(messages: readonly Message[], response: unknown): readonly Message[] {
    return this.source.reportBatchItemFailures ? messagesDone(messages, response) : messages;
  }

  #warn(message: string, error: unknown): void {
    this.#host.log.warn(message, {
      function: this.#target.name,
      queueArn: this.source.queueArn,
      ...faultFields(error),
    });
  }
}

function payloadOf(messages: readonly Message[]): number {
  return messages.reduce((bytes, { Body = '' }) => bytes + Buffer.byteLength(Body), 0);
}
