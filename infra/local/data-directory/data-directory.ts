/** The data directory: it serves one running system at a time, and emptying it deletes only the system's own files. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '@zeroloss/local-cloud';
import { ClassicLevel } from 'classic-level';
import { terminateOrphans } from '../database/embedded/index.ts';
import { StartupError } from '../startup-error.ts';
import { makeDirectory } from './make-directory.ts';

/** What the system stores in its data directory. */
const ownNames = ['cloud', 'postgres', 'runtime.json', 'zeroloss.log', 'zeroloss.log.1'];
/** Begins the names of what an interrupted initdb leaves. */
const ownDraftPrefix = 'postgres.init-';

/** More than LevelDB's 4 MiB: most records are deleted soon, so the later they are compacted, the fewer are left. */
const writeBufferSize = 16 * 1024 * 1024;

/**
 * Opens the local cloud's database. Its lock also keeps a second system off the directory; the operating system releases it when
 * the process ends, however it ends.
 * @throws StartupError if another process has it, or it cannot be written
 */
export async function lockDataDirectory(dataDir: string): Promise<Level> {
  const location = join(dataDir, 'cloud');
  try {
    await makeDirectory(location, 0o700);
    const level = new ClassicLevel<string, string>(location, {
      keyEncoding: 'utf8',
      valueEncoding: 'utf8',
      writeBufferSize,
    });
    await level.open();
    return level as Level;
  } catch (cause) {
    throw new StartupError(reasonOf(dataDir, cause), { cause });
  }
}

function reasonOf(dataDir: string, cause: unknown): string {
  const codes = [cause, (cause as Error).cause].map((error) => (error as { code?: string } | undefined)?.code ?? '');
  if (codes.includes('LEVEL_LOCKED')) {
    return `Zeroloss already runs on ${dataDir}; stop it first, or name another directory in ZEROLOSS_DATA_DIR.`;
  }
  const detail =
    (cause as Error).cause instanceof Error ? (cause as { cause: Error }).cause.message : (cause as Error).message;
  if (/ENOSPC|No space left/.test(detail)) {
    return `The disk of ${dataDir} is full; free some space, or name another directory in ZEROLOSS_DATA_DIR.`;
  }
  return `The data directory ${dataDir} cannot be used (${detail}); name another one in ZEROLOSS_DATA_DIR.`;
}

/** Deletes the system's own files in the directory, and nothing else. @throws StartupError while a system runs on it */
export async function emptyDataDirectory(dataDir: string, log: (line: string) => void): Promise<void> {
  const lock = await lockDataDirectory(dataDir);
  await lock.close();
  await terminateOrphans(join(dataDir, 'postgres', 'data'), log);
  const names = (await readdir(dataDir)).filter((name) => ownNames.includes(name) || name.startsWith(ownDraftPrefix));
  for (const name of names) await rm(join(dataDir, name), { recursive: true, force: true });
}
