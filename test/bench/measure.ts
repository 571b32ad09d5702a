/** Two measurements: latency on an idle system, and throughput with a bounded number of open transfers. */
import { EventEmitter, once } from 'node:events';
import type { BusClient, Request } from './bus-client.ts';

/** Runs one transfer after the other. @returns milliseconds from PutEvents to TransferCompleted on the bus, per transfer */
export async function latencies(bus: BusClient, requests: readonly Request[]): Promise<number[]> {
  const measured: number[] = [];
  for (const request of requests) {
    const began = performance.now();
    await bus.publish([request]);
    let completed: string[] = [];
    while (!completed.includes(request.idempotencyKey)) completed = await bus.completions();
    measured.push(performance.now() - began);
  }
  return measured;
}

export interface Throughput {
  readonly seconds: number;
  readonly transfersPerSecond: number;
  /** Under load, from PutEvents to TransferCompleted on the bus. */
  readonly latenciesMs: number[];
}

const batchSize = 10;
const publishers = 4;
const subscribers = 4;

export async function throughput(
  bus: BusClient,
  requests: readonly Request[],
  inFlight: number,
  onCompleted: (completed: number) => void,
): Promise<Throughput> {
  const sent = new Map<string, number>();
  const latenciesMs: number[] = [];
  const began = performance.now();
  let next = 0;
  const completions = new EventEmitter().setMaxListeners(publishers);

  const publisher = async () => {
    while (next < requests.length) {
      if (sent.size > 0 && sent.size + batchSize > inFlight) {
        await once(completions, 'some');
        continue;
      }
      const batch = requests.slice(next, next + batchSize);
      next += batch.length;
      for (const { idempotencyKey } of batch) sent.set(idempotencyKey, performance.now());
      await bus.publish(batch);
    }
  };
  const subscriber = async () => {
    while (latenciesMs.length < requests.length) {
      for (const key of await bus.completions()) {
        const at = sent.get(key);
        if (at === undefined) continue; // a second delivery
        sent.delete(key);
        latenciesMs.push(performance.now() - at);
      }
      onCompleted(latenciesMs.length);
      completions.emit('some');
    }
  };
  const run = (count: number, work: () => Promise<void>) => Array.from({ length: count }, work);
  await Promise.all([...run(publishers, publisher), ...run(subscribers, subscriber)]);
  const seconds = (performance.now() - began) / 1000;
  return { seconds, transfersPerSecond: requests.length / seconds, latenciesMs };
}

/** The value that `fraction` of the sample does not exceed. */
export function percentile(sample: readonly number[], fraction: number): number {
  const sorted = [...sample].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * fraction) - 1)] ?? Number.NaN;
}
