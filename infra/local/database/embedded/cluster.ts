/** PostgreSQL's data directory ("cluster"): created once, whole or not at all. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAlive } from '../../../../services/operator/is-alive.ts';
import { StartupError } from '../../startup-error.ts';
import { type Binaries, majorVersion } from './binaries.ts';
import { spawnAs } from './child.ts';
import { failureSentence, kindOfFailure } from './failures.ts';
import type { Identity } from './identity.ts';

/** The role that owns the databases and runs the migrations. The services connect as other roles. */
export const ownerRole = 'zeroloss';

export interface Layout {
  /** `<dataDir>/postgres`. Contains everything below, so that one rename completes it. */
  readonly home: string;
  readonly cluster: string;
  /** File with the owner's password, readable only by the user. */
  readonly password: string;
  /** The server's output since its last start. That of the run before is in `<log>.1`. */
  readonly log: string;
}

export function layout(dataDir: string): Layout {
  return layoutIn(join(dataDir, 'postgres'));
}

function layoutIn(home: string): Layout {
  return { home, cluster: join(home, 'data'), password: join(home, 'password'), log: join(home, 'server.log') };
}

/**
 * Creates the data directory if it is missing. @returns the owner's password
 * @throws StartupError on a full disk, on data of another major version, or if initdb fails otherwise
 */
export async function ensureCluster(
  dataDir: string,
  binaries: Binaries,
  identity: Identity,
  log: (line: string) => void,
): Promise<string> {
  const target = layout(dataDir);
  if (!(await versionOf(target))) {
    await requireNoRemains(target);
    log('creating the database files');
    await createCluster(dataDir, binaries, identity).catch((cause) => {
      throw cause?.code === 'ENOSPC'
        ? failureSentence('disk', { cluster: target.cluster, port: 0, output: '' })
        : cause;
    });
  }
  const version = await versionOf(target);
  if (version !== majorVersion) {
    throw new StartupError(
      `${target.cluster} was made by Postgres ${version ?? '?'}, this is ${majorVersion}; start it with the Zeroloss that made it, which has the ledger, or name another directory in ZEROLOSS_DATA_DIR.`,
    );
  }
  await chmod(target.cluster, 0o700); // a copy or a restored backup may have lost it, and the server insists on it
  return readPassword(target);
}

/** A data directory without this file is not empty: it is the ledger, damaged. */
async function requireNoRemains({ cluster }: Layout): Promise<void> {
  const names = await readdir(cluster).catch(() => []);
  if (names.length === 0) return;
  throw new StartupError(
    `The database files in ${cluster} are damaged (PG_VERSION is missing), and the ledger is in them; put ${dirname(cluster)} back from a backup, or name another directory in ZEROLOSS_DATA_DIR.`,
  );
}

async function readPassword({ password }: Layout): Promise<string> {
  const text = await readFile(password, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new StartupError(
      `The password of the database, ${password}, cannot be read (${cause.code}); put that file back from a backup: the ledger beside it is whole.`,
      { cause },
    );
  });
  return text.trim();
}

async function versionOf({ cluster }: Layout): Promise<string | undefined> {
  return readFile(join(cluster, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new StartupError(`${cluster} cannot be read (${error.code}); name another directory in ZEROLOSS_DATA_DIR.`);
    },
  );
}

/** Created under another name, then renamed: a kill in the middle leaves only a directory to delete. */
async function createCluster(dataDir: string, binaries: Binaries, identity: Identity): Promise<void> {
  await removeAbandonedDrafts(dataDir);
  const draft = layoutIn(join(dataDir, `postgres.init-${process.pid}-${randomBytes(4).toString('hex')}`));
  try {
    await mkdir(draft.cluster, { recursive: true, mode: 0o700 });
    await writeFile(draft.password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    if (identity.user) await chownAll(draft, identity.user);
    await runInitdb(binaries, identity, draft, layout(dataDir).cluster);
    await syncDirectory(draft.home);
    await rename(draft.home, layout(dataDir).home);
    await syncDirectory(dataDir);
  } catch (error) {
    await rm(draft.home, { recursive: true, force: true });
    // Another start was faster: use its directory.
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

async function chownAll(draft: Layout, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  for (const path of [draft.home, draft.cluster, draft.password]) await chown(path, uid, gid);
}

/** @param cluster the data directory's final name, for the error's message */
async function runInitdb(binaries: Binaries, identity: Identity, draft: Layout, cluster: string): Promise<void> {
  const args = [
    `--pgdata=${draft.cluster}`,
    `--username=${ownerRole}`,
    `--pwfile=${draft.password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Sorts by code point: the same on every platform, and after every update of the C library or ICU.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ];
  const child = spawnAs(identity, 'KILL', binaries.initdb, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw failureSentence(kindOfFailure(output), { cluster, port: 0, output });
}

/** Deletes drafts whose process is gone. One that is still being made stays. */
async function removeAbandonedDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^postgres\.init-(\d+)-/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rmWithRetries(join(dataDir, name));
  }
}

/** The programs that the dead process ran may write for a moment longer. */
async function rmWithRetries(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  await directory.sync().finally(() => directory.close());
}
