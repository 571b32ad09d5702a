/**
 * `<dataDir>/runtime.json`: where a running system is found. `npm start` writes it when all serves and takes it away when it
 * stops; the command line, the benchmark and tests read it. It holds the database roles' passwords, so only its owner may read it.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { rootDir } from './root.ts';

const url = (protocol: RegExp) => z.url({ protocol });
const http = url(/^https?$/);
/** One per shard, shard 0 first. */
const postgres = z.array(url(/^postgres(ql)?$/)).min(1);

const schema = z.strictObject({
  version: z.literal(1),
  /** The process that runs the system. */
  pid: z.int().positive(),
  /** The AWS endpoint: EventBridge, SQS, Step Functions. */
  endpoint: http,
  /** `GET /health`. */
  http,
  /** As the services' role: may write. */
  databaseUrls: postgres,
  /** As the auditor's role: may read alone. */
  auditUrls: postgres,
  /** As the projections' role: may write the read models. */
  projectionsUrls: postgres,
  /** How old a transfer without an outcome, or an effect not delivered, may be before the proof calls it lost. */
  openBoundSeconds: z.number().positive(),
});

export type RuntimeFile = z.output<typeof schema>;

/** There is no such file, or none that this version can read. */
export class RuntimeFileError extends Error {
  override readonly name = 'RuntimeFileError';
}

/** `ZEROLOSS_DATA_DIR`, or `.zeroloss`; a relative one is below the clone, wherever it is asked for. */
export function dataDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return resolve(rootDir, env.ZEROLOSS_DATA_DIR || '.zeroloss');
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'runtime.json');
}

/** Whole or not at all: a reader never sees half of it. */
export async function writeRuntimeFile(dataDir: string, file: RuntimeFile): Promise<void> {
  const draft = `${pathOf(dataDir)}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(schema.parse(file), null, 2)}\n`, { mode: 0o600 });
  await rename(draft, pathOf(dataDir));
}

export async function removeRuntimeFile(dataDir: string): Promise<void> {
  await rm(pathOf(dataDir), { force: true });
}

/** @throws RuntimeFileError when there is none (the system was stopped, or never ran there) or it can not be read. */
export async function readRuntimeFile(dataDir: string): Promise<RuntimeFile> {
  const path = pathOf(dataDir);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new RuntimeFileError(missing ? `there is no ${path}` : `${path} can not be read`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RuntimeFileError(`${path} is of another version or damaged (${issue?.path.join('.')}: ${issue?.message})`);
}
