/**
 * The user that the server runs as. PostgreSQL refuses to run as root, and a clone may be in a directory that only root may enter
 * (/root, a container's work directory). So if root starts the system, the server runs in a user namespace that shows root's id
 * under another number. Its files stay root's, and no second account is needed.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartupError } from '../../startup-error.ts';

export interface Identity {
  /** Put before the server's command: `[...prefix, 'postgres', …]`. */
  readonly prefix: readonly string[];
  /** Set if the server runs as another user: its files must belong to that user. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * @param program path of a program to run; the identity must be able to enter its directories
 * @param dataDir the system's data directory, which exists
 * @param cluster the server's data directory in it, which may not exist yet
 * @throws StartupError if this process is root's and no way around that is allowed here
 */
export function chooseIdentity(program: string, dataDir: string, cluster: string): Identity {
  if (process.geteuid?.() !== 0) return ordinaryUser(cluster);
  const user = otherUser(program, dataDir, cluster);
  if (!user) return { prefix: namespacePrefix() };
  // This root made it a moment ago, in a directory of the other user.
  if (statSync(dataDir).uid === 0) chownSync(dataDir, user.uid, user.gid);
  return { prefix: [], user };
}

function ordinaryUser(cluster: string): Identity {
  const owner = statIfThere(cluster)?.uid;
  if (owner !== undefined && owner !== process.geteuid?.()) {
    throw new StartupError(
      `${cluster} belongs to another user (id ${owner}); run as that user, or name another directory in ZEROLOSS_DATA_DIR.`,
    );
  }
  return { prefix: [] };
}

/** The user that root must become: the owner of existing data, or of a directory on the path that an unprivileged root may not enter. */
function otherUser(program: string, dataDir: string, cluster: string): Identity['user'] {
  const above = dirname(dataDir);
  const decisive = statIfThere(cluster) ?? closedTo(program, 0) ?? closedTo(above, 0);
  if (!decisive || decisive.uid === 0) return undefined;
  if (closedTo(program, decisive.uid) ?? closedTo(above, decisive.uid)) {
    throw new StartupError(
      `No single user may enter both ${program} and ${dataDir}, and Postgres does not run as root; move one of them, or set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  return { uid: decisive.uid, gid: decisive.gid };
}

/** The outermost directory on `path` (or the file itself) that `uid` may not enter by its mode bits. */
function closedTo(path: string, uid: number): Stats | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : closedTo(parent, uid);
  if (above) return above;
  const stats = statIfThere(path);
  if (!stats) return undefined;
  const open = (stats.mode & 0o001) !== 0 || (stats.uid === uid && (stats.mode & 0o100) !== 0);
  return open ? undefined : stats;
}

function statIfThere(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function namespacePrefix(): readonly string[] {
  const id = unprivilegedId();
  const prefix = ['unshare', '--user', `--map-user=${id}`, `--map-group=${id}`];
  const probe = spawnSync('unshare', [...prefix.slice(1), 'true'], { encoding: 'utf8' });
  if (probe.status === 0) return prefix;
  const reason = probe.error ? probe.error.message : probe.stderr.trim();
  throw new StartupError(
    `Postgres does not run as root, and user namespaces, which would help, are not allowed here (${reason}); run as an ordinary user, or set DATABASE_URL to a PostgreSQL server.`,
  );
}

/** initdb looks up its user by name, so /etc/passwd must have the number. */
function unprivilegedId(): number {
  const ids = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => Number(line.split(':')[2]))
    .filter((id) => id > 0);
  return ids.at(-1) ?? 65534;
}
