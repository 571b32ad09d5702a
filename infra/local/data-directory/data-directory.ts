/** The data directory: it serves one running system at a time, and emptying it deletes only the system's own files. */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '@zeroloss/local-cloud';
import { ClassicLevel } from 'classic-level';
import { terminateOrphans } from '../database/embedded/index.ts';
import { StartupError } from '../startup-error.ts';
import { makeDirectory } from './make-directory.ts';

/** What the system stores in its data directory. */
const ownNames = ['cloud', 'postgres', 'runtime.json', 'zeroloss.log', 'zeroloss.log.1'];
/** Begin the names of what an interrupted initdb leaves, and of what was put aside. */
const ownPrefixes = ['postgres.init-', 'cloud.discarded-'];

/** More than LevelDB's 4 MiB: most records are deleted soon, so the later they are compacted, the fewer are left. */
const writeBufferSize = 16 * 1024 * 1024;

/**
 * Opens the local cloud's database. Its lock also keeps a second system off the directory; the operating system releases it when
 * the process ends, however it ends.
 * @throws StartupError if another process has it, or it cannot be written; DamagedCloud
 */
export async function lockDataDirectory(dataDir: string): Promise<Level> {
  const location = join(dataDir, 'cloud');
  try {
    await makeDirectory(location, 0o700);
    await requireCurrent(location);
    const level = new ClassicLevel<string, string>(location, {
      keyEncoding: 'utf8',
      valueEncoding: 'utf8',
      writeBufferSize,
    });
    await level.open();
    return level as Level;
  } catch (cause) {
    throw damaged(dataDir, cause) ?? new StartupError(reasonOf(dataDir, cause), { cause });
  }
}

/** Without this file LevelDB would begin an empty database, and delete the other files. */
async function requireCurrent(location: string): Promise<void> {
  const names = await readdir(location);
  if (names.includes('CURRENT') || !names.some((name) => /^MANIFEST-|\.ldb$/.test(name))) return;
  throw Object.assign(new Error(`${join(location, 'CURRENT')} is missing`), { code: 'LEVEL_CORRUPTION' });
}

function reasonOf(dataDir: string, cause: unknown): string {
  if (codesOf(cause).includes('LEVEL_LOCKED')) {
    return `Zeroloss already runs on ${dataDir}; stop it first, or name another directory in ZEROLOSS_DATA_DIR.`;
  }
  const detail = detailOf(cause);
  if (/ENOSPC|No space left/.test(detail)) {
    return `The disk of ${dataDir} is full; free some space, or name another directory in ZEROLOSS_DATA_DIR.`;
  }
  return `The data directory ${dataDir} cannot be used (${detail}); name another one in ZEROLOSS_DATA_DIR.`;
}

function codesOf(error: unknown): string[] {
  return [error, (error as Error).cause].map((each) => (each as { code?: string } | undefined)?.code ?? '');
}

function detailOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

/** The local cloud's files cannot be read. The ledger is not in them. */
export class DamagedCloud extends StartupError {}

/** The DamagedCloud for an error that LevelDB gave for what it read, when it was opened or later; undefined for any other error. */
export function damaged(dataDir: string, cause: unknown): DamagedCloud | undefined {
  const isRead = codesOf(cause).includes('LEVEL_CORRUPTION') || missingFile.test(detailOf(cause));
  if (!isRead) return undefined;
  return new DamagedCloud(
    `The queues and workflows in ${join(dataDir, 'cloud')} are damaged (${detailOf(cause)}), but not the ledger, which is in PostgreSQL: \`npm start -- --discard-cloud\` puts them aside and goes on from the ledger, which finishes every accepted transfer; publish again what had no verdict yet, which its key makes safe.`,
    { cause },
  );
}

const missingFile =
  /IO error: .*(\.ldb|\.log|MANIFEST-\d+|CURRENT|cloud\/.*): (No such file|Invalid argument|Is a directory)/;

/** Renames the local cloud's files, so that the next start begins with empty queues on the same ledger. @throws StartupError while a system runs */
export async function discardCloud(dataDir: string, log: (line: string) => void): Promise<void> {
  await requireUnused(dataDir);
  const aside = join(dataDir, `cloud.discarded-${new Date().toISOString().replaceAll(':', '')}`);
  await rename(join(dataDir, 'cloud'), aside);
  log(`the queues, workflows and archives were put aside, in ${aside}; the ledger goes on without them`);
}

/** @throws StartupError while a system runs on the directory, damaged or not */
async function requireUnused(dataDir: string): Promise<void> {
  const lock = await lockDataDirectory(dataDir).catch((error: unknown) => {
    if (error instanceof DamagedCloud) return undefined;
    throw error;
  });
  await lock?.close();
}

/** Deletes the system's own files in the directory, and nothing else. @throws StartupError while a system runs on it */
export async function emptyDataDirectory(dataDir: string, log: (line: string) => void): Promise<void> {
  await requireUnused(dataDir);
  await terminateOrphans(join(dataDir, 'postgres', 'data'), log);
  const names = (await readdir(dataDir)).filter(
    (name) => ownNames.includes(name) || ownPrefixes.some((prefix) => name.startsWith(prefix)),
  );
  for (const name of names) await rm(join(dataDir, name), { recursive: true, force: true });
}
