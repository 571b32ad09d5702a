/**
 * The system's own HTTP port. `GET /health`: 200 when bus, workflow and database all work, else 503 with which does not.
 * `GET /metrics`: what the functions counted and last measured, and counters since the start, as JSON.
 */
import { createServer, type Server } from 'node:http';

export interface Check {
  readonly name: 'bus' | 'workflow' | 'database';
  /** Resolves when the part works. @throws what is wrong with it */
  readonly run: () => Promise<void>;
}

/** A part that does not answer within this time does not work. */
const timeoutMs = 3000;

export interface Health {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly error?: string }[];
}

export async function health(checks: readonly Check[]): Promise<Health> {
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
  return { ok: results.every(({ ok }) => ok), checks: results };
}

async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export interface HealthSources {
  readonly checks: readonly Check[];
  readonly metrics: () => unknown;
}

/** @param insight asked at each request; undefined while the system starts. */
export function createHealthServer(insight: () => HealthSources | undefined): Server {
  return createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const answer = (status: number, body: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        .end(`${JSON.stringify(body)}\n`);
    if (path !== '/health' && path !== '/metrics') {
      return answer(404, { error: `there is nothing at ${path}; try /health or /metrics` });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, { error: `${path} takes GET` });
    const ready = insight();
    if (!ready) return answer(503, { ok: false, checks: [], error: 'starting' });
    if (path === '/metrics') return answer(200, ready.metrics());
    const result = await health(ready.checks);
    return answer(result.ok ? 200 : 503, result);
  });
}
