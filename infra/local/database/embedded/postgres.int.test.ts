import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectionConfig, LedgerClient } from '../../../../services/database/connection.ts';
import { createDatabase, withClient } from '../../../../services/database/databases.ts';
import { rootDir } from '../../../../services/operator/root.ts';
import { StartupError } from '../../startup-error.ts';
import { locateBinaries } from './binaries.ts';
import { layout } from './cluster.ts';
import { chooseIdentity } from './identity.ts';
import { type Postgres, type PostgresOptions, startPostgres } from './index.ts';
import { processesIn } from './processes.ts';
import { launch } from './server.ts';
import { settings } from './settings.ts';

let dataDir: string;
const toEnd: (() => Promise<void>)[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-postgres-')); // mode 0700
});
afterEach(async () => {
  for (const end of toEnd.splice(0)) await end();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

async function start(options: Partial<PostgresOptions> = {}): Promise<Postgres> {
  const postgres = await startPostgres({ dataDir, port: 0, log: () => {}, ...options });
  toEnd.push(() => postgres.stop());
  return postgres;
}

/** Starts the server from another process. */
async function startElsewhere(): Promise<{ url: string; child: ChildProcess }> {
  const program = fileURLToPath(new URL('testing/run.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, dataDir], { cwd: rootDir, stdio: 'pipe' });
  const [url] = await once(createInterface(child.stdout), 'line');
  return { url, child };
}

async function killHard(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

const cluster = () => layout(dataDir).cluster;
const server = async () => (await processesIn(cluster())).find(({ command }) => command.includes('zeroloss.owner='));
const query = (url: string, sql: string) => withClient(url, async (client) => (await client.query(sql)).rows);

describe('a normal run', () => {
  test('data survive a restart, stop leaves no process, only the user can read the password', async () => {
    const first = await start();
    await createDatabase(first.url);
    await query(first.url, 'create table kept (n int)');
    await query(first.url, 'insert into kept values (1)');
    await first.stop();
    expect(await processesIn(cluster())).toEqual([]);
    await expect(first.ended).resolves.toBeUndefined();
    expect((await stat(layout(dataDir).password)).mode & 0o777).toBe(0o600);

    const second = await start();
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  test('commits are durable, text is UTF-8 in code point order', async () => {
    const { url } = await start();
    const admin = url.replace(/zeroloss$/, 'postgres');
    const show = async (name: string) => Object.values((await query(admin, `show ${name}`))[0])[0];
    for (const name of ['fsync', 'full_page_writes', 'synchronous_commit']) expect(await show(name)).toBe('on');
    expect(await show('server_encoding')).toBe('UTF8');
    expect(await show('password_encryption')).toBe('scram-sha-256');
    expect(await show('unix_socket_directories')).toBe('');
    expect(await query(admin, `select 'Z' < 'a' as ordered, lower('Ä') as lowered`)).toEqual([
      { ordered: true, lowered: 'ä' },
    ]);
  });

  test('a wrong password is refused', async () => {
    const { url } = await start();
    const stranger = new LedgerClient(connectionConfig(url.replace(/:[^:@]+@/, ':guess@')));
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
  });
});

describe('after a kill -9', () => {
  test('of the process that started it', async () => {
    const { url, child } = await startElsewhere();
    await createDatabase(url);
    await query(url, 'create table kept as select 1 as n');
    await killHard(child);
    const { url: next } = await start();
    expect(await query(next, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  test('of it and of the server, in the middle of a query', async () => {
    const { url, child } = await startElsewhere();
    await createDatabase(url);
    await query(url, 'create table kept as select 1 as n');
    const busy = new LedgerClient(connectionConfig(url));
    busy.on('error', () => {});
    await busy.connect();
    await busy.query('begin');
    await busy.query('insert into kept values (2)');
    busy.query(`select count(*) from generate_series(1, 1e12)`).catch(() => {});
    const { rows } = await busyBackends(url);
    const postmaster = await server();
    process.kill(postmaster?.pid ?? 0, 'SIGKILL');
    await killHard(child);
    // The backend does not notice that its server died: it goes on computing and holds the shared memory.
    expect((await processesIn(cluster())).map(({ pid }) => pid)).toContain(rows[0]?.pid);

    const lines: string[] = [];
    const { url: next } = await start({ log: (line) => lines.push(line) });
    expect(await query(next, 'select n from kept')).toEqual([{ n: 1 }]);
    expect(lines.join('\n')).toContain(`${rows[0]?.pid}`);
  });

  test('of it, while the server went on', async () => {
    const { stop } = await start();
    await stop();
    // Like on a platform without a signal at the parent's death: the owner is not the parent.
    const files = layout(dataDir);
    const binaries = await locateBinaries();
    const identity = chooseIdentity(binaries.postgres, dataDir, files.cluster);
    const abandoned = await launch({
      binaries,
      identity,
      files,
      port: await busyPort((port) => port),
      settings,
      owner: 999_999_999,
    });
    const lines: string[] = [];
    await start({ log: (line) => lines.push(line) });
    await abandoned.ended;
    expect(lines).toEqual([expect.stringMatching(/^ending the Postgres that an earlier run left in .* \(process \d+/)]);
  });

  test('while it creates the database files', async () => {
    const program = fileURLToPath(new URL('testing/run.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', program, dataDir], { cwd: rootDir, stdio: 'ignore' });
    await vi.waitUntil(async () => (await readdir(dataDir)).some((name) => name.startsWith('postgres.init-')), {
      timeout: 20_000,
      interval: 5,
    });
    await killHard(child);
    expect(await readdir(dataDir)).not.toContain('postgres');
    await start();
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  test('and the number in the pid file now belongs to another process', async () => {
    const { stop } = await start();
    await stop();
    await writeFile(
      join(cluster(), 'postmaster.pid'),
      `${process.ppid}\n${cluster()}\n1\n1\n\n127.0.0.1\n1 1\nready\n`,
    );
    await start();
  });
});

describe('refusals, one sentence each', () => {
  test('the data are in use', async () => {
    await start();
    await expect(start()).rejects.toThrow(
      new StartupError(
        `${cluster()} is in use by process ${process.pid}; stop that one first, or name another directory in ZEROLOSS_DATA_DIR.`,
      ),
    );
  });

  test('two first starts at once: one serves, the other says so', async () => {
    const results = await Promise.allSettled([start(), start()]);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => reason)).toEqual([expect.any(StartupError)]);
    expect(refused[0]?.reason.message).toContain('is in use by process');
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  test('the port is busy', async () => {
    await busyPort(async (port) => {
      await expect(start({ port })).rejects.toThrow(
        `Port ${port} on 127.0.0.1 is busy, and Postgres needs it; stop what listens there, or set ZEROLOSS_PG_PORT.`,
      );
    });
    expect(await processesIn(cluster())).toEqual([]);
  });

  test('the data are of another version', async () => {
    await mkdir(cluster(), { recursive: true });
    await writeFile(join(cluster(), 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(`${cluster()} was made by Postgres 17, this is 18;`);
  });

  test('the data are damaged: they are left as they are', async () => {
    await mkdir(join(cluster(), 'base'), { recursive: true });
    await expect(start()).rejects.toThrow(
      `The database files in ${cluster()} are damaged (PG_VERSION is missing), and the ledger is in them; put`,
    );
    expect(await readdir(cluster())).toEqual(['base']);
    await writeFile(join(cluster(), 'PG_VERSION'), '18\n');
    await expect(start()).rejects.toThrow(
      /^The password of the database, .*password, cannot be read \(ENOENT\); put that/,
    );
  });

  test('the data directory cannot be made', async () => {
    await writeFile(join(dataDir, 'file'), '');
    await expect(start({ dataDir: join(dataDir, 'file', 'data') })).rejects.toThrow(/cannot be made \(ENOTDIR\)/);
  });

  test.runIf(process.geteuid?.() === 0)('root without user namespaces', async () => {
    const { postgres } = await locateBinaries();
    vi.stubEnv('PATH', dataDir); // no unshare there
    expect(() => chooseIdentity(postgres, dataDir, cluster())).toThrow(
      /^Postgres does not run as root, and .*; run as an ordinary user, or set DATABASE_URL to a PostgreSQL server\.$/,
    );
    vi.unstubAllEnvs();
  });
});

test('the server’s log is kept, and that of the run before', async () => {
  for (const _ of [1, 2]) await (await start()).stop();
  const { log } = layout(dataDir);
  for (const path of [log, `${log}.1`]) expect(await readFile(path, 'utf8')).toContain('database system is shut down');
});

async function busyBackends(url: string): Promise<{ rows: { pid: number }[] }> {
  const rows = await vi.waitUntil(async () => {
    const found = await query(
      url,
      `select pid from pg_stat_activity where state = 'active' and query like '%generate_series%' and pid <> pg_backend_pid()`,
    );
    return found.length > 0 && found;
  });
  return { rows };
}

/** Listens on a port while `use` runs. */
async function busyPort<Result>(use: (port: number) => Result | Promise<Result>): Promise<Result> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  try {
    return await use(address && typeof address === 'object' ? address.port : 0);
  } finally {
    listener.close();
  }
}
