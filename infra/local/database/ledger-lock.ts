/**
 * One running system per ledger: two would deliver outbox messages to each other's workflows. The lock lives in the database, for
 * as long as the holder's connection, so a killed holder leaves none behind.
 */
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { connectionConfig, LedgerClient } from '../../../services/database/connection.ts';
import { setOwnerSession } from '../../../services/database/session-settings.ts';
import { StartupError } from '../startup-error.ts';

/** A number that nobody else locks in the ledger's databases; the migrator has another one. */
const lockKey = 4_207_011_963;

/** How long to wait for the lock of a holder that was killed a moment ago: its backend has yet to end. */
const timeoutMs = 5_000;
const pollMs = 200;

/** Makes the server notice a vanished machine after half a minute, not after TCP's two hours. */
const keepAlives = 'set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

export interface LedgerLock {
  /** Resolves if another system took the ledger while the database was out of reach: this one must stop. */
  readonly lost: Promise<StartupError>;
  release(): Promise<void>;
}

/** @param url of shard 0, as its owner. @throws StartupError while another system runs on that ledger */
export async function lockLedger(url: string, dataDir: string): Promise<LedgerLock> {
  const released = new AbortController();
  let holding = await hold(url, dataDir);
  const lost = (async () => {
    for (;;) {
      await ended(holding, released.signal);
      const again = released.signal.aborted ? undefined : await holdAgain(url, dataDir, released.signal);
      if (!again) return new Promise<never>(() => {});
      if (again instanceof StartupError) return again;
      holding = again;
    }
  })();
  return {
    lost,
    async release() {
      released.abort();
      await holding.end();
    },
  };
}

async function hold(url: string, dataDir: string): Promise<Client> {
  // The name tells a second system who is first; PostgreSQL keeps 63 bytes of it.
  const application_name = `zeroloss ${process.pid}@${hostname()} ${dataDir}`;
  const client = new LedgerClient({ ...connectionConfig(url), application_name, keepAlive: true });
  client.on('error', () => {}); // only its end matters
  await client.connect();
  try {
    await client.query(`${setOwnerSession()}; ${keepAlives}`);
    const deadline = performance.now() + timeoutMs;
    while (!(await tryLock(client))) {
      if (performance.now() > deadline) throw await inUse(client, url);
      await delay(pollMs);
    }
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [lockKey]);
  return rows[0]?.locked ?? false;
}

async function inUse(client: Client, url: string): Promise<StartupError> {
  const { rows } = await client.query<{ holder: string }>(
    `select application_name as holder from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and pg_locks.granted and (classid::bigint << 32) + objid::bigint = $1
        and database = (select oid from pg_database where datname = current_database())`,
    [lockKey],
  );
  const { host, pathname } = new URL(url);
  const holder = rows[0]?.holder ? ` (${rows[0].holder})` : '';
  return new StartupError(
    `Another Zeroloss runs on the ledger in ${host}${pathname}${holder}; stop that one, or name another database in DATABASE_URL.`,
  );
}

function ended(client: Client, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    client.once('end', () => resolve());
    stop.addEventListener('abort', () => resolve());
  });
}

/** Retries until the database is back. @returns the error if another system has the lock; undefined if stopped */
async function holdAgain(url: string, dataDir: string, stop: AbortSignal): Promise<Client | StartupError | undefined> {
  while (!stop.aborted) {
    const client = await hold(url, dataDir).catch((error: unknown) =>
      error instanceof StartupError ? error : undefined,
    );
    if (client instanceof StartupError || (client && !stop.aborted)) return client;
    await client?.end();
    await delay(1000, undefined, { signal: stop }).catch(() => {});
  }
  return undefined;
}
