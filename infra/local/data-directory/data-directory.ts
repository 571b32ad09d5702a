/** The data directory: one running system at a time, and emptied only of what is the system's own. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '@zeroloss/local-cloud';
import { ClassicLevel } from 'classic-level';
import { terminateOrphans } from '../database/embedded/index.ts';
import { StartupError } from '../startup-error.ts';
import { makeDirectory } from './make-directory.ts';

/** What the system keeps in its data directory; drafts of an interrupted initdb begin with the last. */
const own = ['cloud', 'postgres', 'runtime.json', 'zeroloss.log', 'zeroloss.log.1'];
const ownDrafts = 'postgres.init-';

/** Not LevelDB's 4 MiB: most of what is written is deleted soon, and the later it is compacted the less of it is left. */
const writeBufferSize = 16 * 1024 * 1024;

/**
 * Opens the local cloud's database, whose lock also keeps a second system off the directory. The operating system lets go of the
 * lock when the process ends, however it ends.
 * @throws StartupError when another process has it, or it cannot be written.
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
    throw new StartupError(whyNot(dataDir, cause), { cause });
  }
}

function whyNot(dataDir: string, cause: unknown): string {
  const texts = [cause, (cause as Error).cause].map((error) => (error as { code?: string } | undefined)?.code ?? '');
  if (texts.includes('LEVEL_LOCKED')) {
    return `Zeroloss already runs on ${dataDir}; stop it first, or name another directory in ZEROLOSS_DATA_DIR.`;
  }
  const detail =
    (cause as Error).cause instanceof Error ? (cause as { cause: Error }).cause.message : (cause as Error).message;
  if (/ENOSPC|No space left/.test(detail)) {
    return `The disk of ${dataDir} is full; free some space, or name another directory in ZEROLOSS_DATA_DIR.`;
  }
  return `The data directory ${dataDir} cannot be used (${detail}); name another one in ZEROLOSS_DATA_DIR.`;
}

/** Takes everything of the system's out of the directory, and nothing else. @throws StartupError while a system runs on it */
export async function emptyDataDirectory(dataDir: string, log: (line: string) => void): Promise<void> {
  const lock = await lockDataDirectory(dataDir);
  await lock.close();
  await terminateOrphans(join(dataDir, 'postgres', 'data'), log);
  const names = (await readdir(dataDir)).filter((name) => own.includes(name) || name.startsWith(ownDrafts));
  for (const name of names) await rm(join(dataDir, name), { recursive: true, force: true });
}
