/** The embedded PostgreSQL: `startPostgres` makes the data directory at first use, and takes over after any crash. */
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { makeDirectory } from '../../data-directory/make-directory.ts';
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
  /** The system's data directory; the server's files go to `postgres/` in it. Made if it is not there. */
  readonly dataDir: string;
  /** TCP port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Told what takes long, in a few words a line. */
  readonly log: (line: string) => void;
  /** Replaces settings of settings.ts; for tests. */
  readonly settings?: Settings;
}

export interface Postgres {
  /** `postgresql://zeroloss:…@127.0.0.1:<port>/zeroloss`: the owner. That database is made by the migrator. */
  readonly url: string;
  /** Resolves when the server has ended, also if nobody asked it to. */
  readonly ended: Promise<void>;
  /** Fast shutdown. Resolves when no process is left. */
  stop(): Promise<void>;
}

/** How long a start may be held up by another's processes or ports before it gives up. */
const retryForMs = 60_000;

/**
 * Starts the server and resolves when it accepts connections. Committed transactions of earlier runs are there,
 * however those ended.
 * @throws StartupError with one sentence: busy port, full disk, data of another version or in use, root without a way.
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
  const { server, port } = await launchPersistently({ binaries, identity, files, port: options.port, settings }, log);
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

/** Tries again while what is in the way may pass: an earlier run's processes, or a free port that was taken meanwhile. */
async function launchPersistently(
  request: Launch,
  log: (line: string) => void,
): Promise<{ server: Server; port: number }> {
  const { cluster } = request.files;
  const deadline = Date.now() + retryForMs;
  for (;;) {
    await terminateOrphans(cluster, log);
    const port = request.port || (await freePort());
    try {
      return { server: await launch({ ...request, port }), port };
    } catch (error) {
      if (!(error instanceof LaunchFailed)) throw error;
      const mayPass = error.kind === 'in-use' || (error.kind === 'port' && request.port === 0);
      if (!mayPass || Date.now() > deadline) {
        throw failureSentence(error.kind, { cluster, port, output: error.output });
      }
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => probe.once('listening', resolve).once('error', reject));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address and a port');
  return address.port;
}
