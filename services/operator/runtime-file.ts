/**
 * `<dataDir>/runtime.json`: the addresses of a running system. `npm start` writes it when the system is ready and removes it when it
 * stops; the command line, the benchmark and tests read it. It holds the passwords of the database roles, so only its owner may read it.
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
  /** As the services' role, which may write. */
  databaseUrls: postgres,
  /** As the auditor's role, which may only read. */
  auditUrls: postgres,
  /** As the projections' role, which may write the read models. */
  projectionsUrls: postgres,
  /** Maximum age of a transfer without an outcome or of an undelivered effect; older ones the proof calls lost. */
  openBoundSeconds: z.number().positive(),
});

export type RuntimeFile = z.output<typeof schema>;

/** The file does not exist, or this version cannot read it. */
export class RuntimeFileError extends Error {
  override readonly name = 'RuntimeFileError';
}

/** `ZEROLOSS_DATA_DIR`, or `.zeroloss`. A relative path is relative to the clone, not to the working directory. */
export function dataDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return resolve(rootDir, env.ZEROLOSS_DATA_DIR || '.zeroloss');
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'runtime.json');
}

/** Atomic: a reader never sees half of it. */
export async function writeRuntimeFile(dataDir: string, file: RuntimeFile): Promise<void> {
  const draft = `${pathOf(dataDir)}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(schema.parse(file), null, 2)}\n`, { mode: 0o600 });
  await rename(draft, pathOf(dataDir));
}

export async function removeRuntimeFile(dataDir: string): Promise<void> {
  await rm(pathOf(dataDir), { force: true });
}

/** @throws RuntimeFileError if there is no file (the system was stopped or never started) or it cannot be read. */
export async function readRuntimeFile(dataDir: string): Promise<RuntimeFile> {
  const path = pathOf(dataDir);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new RuntimeFileError(missing ? `there is no ${path}` : `${path} cannot be read`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RuntimeFileError(`${path} has another version or is damaged (${issue?.path.join('.')}: ${issue?.message})`);
}
