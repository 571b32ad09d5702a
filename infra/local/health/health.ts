/**
 * The system's own HTTP port. `GET /health`: 200 if bus, workflow and database all work, otherwise 503 and which of them do not; and how
 * many dead letters there are, which does not change the answer: they wait for a person, and a restart helps none of them.
 * `GET /metrics`: the functions' counts and gauges, and counters since the start, as JSON.
 */
import { createServer, type Server } from 'node:http';
import { foreignCaller } from '@zeroloss/local-cloud';
import type { Closers } from '../closers.ts';
import { closeServer, listen } from '../listen.ts';

export interface Check {
  readonly name: 'bus' | 'workflow' | 'database';
  /** Resolves if the part works. @throws Error that says what is wrong */
  readonly run: () => Promise<void>;
}

/** A part that takes longer to answer does not work. */
const timeoutMs = 3000;

/** Messages that wait for a person. */
export interface DeadLetters {
  /** Parked in the ledger, and not dealt with. */
  readonly count: number;
  readonly oldestSeconds: number;
  /** Events that the bus could not deliver to a target, in its dead-letter queue. */
  readonly undeliveredEvents: number;
}

interface Health {
  readonly ok: boolean;
  /** Undefined if they could not be counted; the checks say why. */
  readonly deadLetters?: DeadLetters | undefined;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly error?: string }[];
}

async function health({ checks, deadLetters }: HealthSources): Promise<Health> {
  const counted = within(deadLetters(), timeoutMs).catch(() => undefined);
  const results = await Promise.all(
    checks.map(async ({ name, run }) => {
      try {
        await within(run(), timeoutMs);
        return { name, ok: true };
      } catch (error) {
        return { name, ok: false, error: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  return { ok: results.every(({ ok }) => ok), checks: results, deadLetters: await counted };
}

async function within<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export interface HealthSources {
  readonly checks: readonly Check[];
  readonly deadLetters: () => Promise<DeadLetters>;
  readonly metrics: () => unknown;
}

/** @param sources called at each request; returns undefined while the system starts. @returns the server's URL */
export async function serveHealth(
  sources: () => HealthSources | undefined,
  port: number,
  closers: Closers,
): Promise<string> {
  const server = createHealthServer(sources);
  const taken = await listen(server, port, 'ZEROLOSS_HTTP_PORT');
  closers.add(() => closeServer(server));
  return `http://127.0.0.1:${taken}`;
}

function createHealthServer(sources: () => HealthSources | undefined): Server {
  return createServer(async (request, response) => {
    const path = pathOf(request.url);
    const answer = (status: number, body: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        .end(`${JSON.stringify(body)}\n`);
    const foreign = foreignCaller(request);
    if (foreign) return answer(403, { error: foreign });
    if (path !== '/health' && path !== '/metrics') {
      return answer(404, { error: `there is nothing at ${path}; try /health or /metrics` });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, { error: `${path} takes GET` });
    const ready = sources();
    if (!ready) return answer(503, { ok: false, checks: [], error: 'starting' });
    if (path === '/metrics') return answer(200, ready.metrics());
    const result = await health(ready);
    return answer(result.ok ? 200 : 503, result);
  });
}

/** Of a target in any form. One that is no URL (`//`) is nothing that there is. */
function pathOf(target = '/'): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/, '') || '/';
}
