/** Finds the running system by the same environment variables as `npm start`, and connects to its databases. */
import { Shards } from '../database/shards.ts';
import { isAlive } from '../operator/is-alive.ts';
import { dataDirectory, type RuntimeFile, RuntimeFileError, readRuntimeFile } from '../operator/runtime-file.ts';
import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';

export interface RunningSystem {
  readonly runtime: RuntimeFile;
  /** Read only: as the auditor's role. */
  readonly audit: () => Promise<Shards>;
  /** For changes to accounts: as the services' role. */
  readonly service: () => Promise<Shards>;
  /** For the read models: as the projections' role. */
  readonly projections: () => Promise<Shards>;
}

/** The proof holds four at once, every other command one or two. */
const connections = 6;

/** The health check itself waits three seconds for its parts. */
const healthTimeoutMs = 5000;

/** Runs `work`, then closes every connection that it opened. @throws CliError NotRunning, OtherSystem, DatabaseDown, HeldUp */
export async function withRunningSystem<T>(io: Io, work: (system: RunningSystem) => Promise<T>): Promise<T> {
  const dataDir = dataDirectory(io.env);
  const runtime = await findRuntime(dataDir, io.env);
  const opened: Shards[] = [];
  const open = async (urls: readonly string[]) => {
    const shards = await Shards.open(urls, { connections });
    opened.push(shards);
    return shards;
  };
  try {
    return await work({
      runtime,
      audit: () => open(runtime.auditUrls),
      service: () => open(runtime.databaseUrls),
      projections: () => open(runtime.projectionsUrls),
    });
  } catch (error) {
    if (isHeldUp(error)) throw heldUpError(error);
    throw isUnreachable(error) ? await unreachableError(dataDir, runtime, error) : error;
  } finally {
    await Promise.all(opened.map((shards) => shards.close()));
  }
}

async function findRuntime(dataDir: string, env: Io['env']): Promise<RuntimeFile> {
  const runtime = await readRuntimeFile(dataDir).catch((error: unknown) => {
    throw error instanceof RuntimeFileError ? notRunning(dataDir, error.message, error) : error;
  });
  if (!isAlive(runtime.pid)) throw notRunning(dataDir, `its process ${runtime.pid} has ended`);
  const { port } = new URL(runtime.endpoint);
  if (env.ZEROLOSS_AWS_PORT && env.ZEROLOSS_AWS_PORT !== '0' && env.ZEROLOSS_AWS_PORT !== port) {
    throw new CliError(
      'OtherSystem',
      `ZEROLOSS_AWS_PORT is ${env.ZEROLOSS_AWS_PORT}, but the system of ${dataDir} serves port ${port}; name its directory in ZEROLOSS_DATA_DIR, or leave ZEROLOSS_AWS_PORT out`,
    );
  }
  return runtime;
}

/** lock_not_available, query_canceled: the bounds of services/database/session-settings.ts. */
function isHeldUp(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && ['55P03', '57014'].includes(String(error.code));
}

function heldUpError(error: Error): CliError {
  return new CliError(
    'HeldUp',
    `another transaction holds what this command needs (${error.message}); nothing was changed, so try again when it has ended`,
    { cause: error },
  );
}

/** By Node's codes for a server that is gone, PostgreSQL's for one that starts or stops (57P0x), Prisma's for both (P10xx). */
function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^(ECONNREFUSED|ECONNRESET|EPIPE|57P0\d|P10\d\d)$/.test(code) ||
    /Connection terminated|is not queryable/.test(error.message)
  );
}

/** The system may run while its database is down, so its health endpoint is asked. */
async function unreachableError(
  dataDir: string,
  { http, databaseUrls }: RuntimeFile,
  error: unknown,
): Promise<CliError> {
  const answers = await fetch(`${http}/health`, { signal: AbortSignal.timeout(healthTimeoutMs) }).then(
    () => true,
    () => false,
  );
  if (!answers) return notRunning(dataDir, 'it does not answer', error);
  const { host, pathname } = new URL(databaseUrls[0] ?? http);
  return new CliError(
    'DatabaseDown',
    `the system on ${dataDir} runs, but its database ${host}${pathname} does not answer (${reasonOf(error)}); start that again, then try again`,
    { cause: error },
  );
}

/** A host name with several addresses fails with an AggregateError that has no message. Prisma's message ends with the reason, after source code. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).split('\n').at(-1) ?? '';
}

function notRunning(dataDir: string, reason: string, cause?: unknown): CliError {
  return new CliError(
    'NotRunning',
    `no system runs on ${dataDir} (${reason}); start one with npm start, or name another directory in ZEROLOSS_DATA_DIR`,
    { cause },
  );
}
