/** One PostgreSQL for the whole test run, with a migrated template from which every test's database is cloned. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../infra/local/database/embedded/index.ts';
import { migrate } from '../../prisma/migrate.ts';
import { createDatabase, withClient } from '../../services/database/databases.ts';
import { enableRoles } from '../../services/database/roles.ts';
import { rootDir } from '../../services/operator/root.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The template database, as its owner (a superuser). Cloning fails while anybody is connected to it. */
    readonly templateUrl: string;
  }
}

/** Test data need not survive a power cut. Only the tests of the server itself use the real settings. */
const fasterThanSafe = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-test-'));
  const postgres = await startPostgres({ dataDir, port: 0, log: () => {}, settings: fasterThanSafe });
  const stop = async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await createDatabase(postgres.url);
    await withClient(postgres.url, (client) => migrate(client, join(rootDir, 'prisma', 'migrations')));
    await enableRoles(postgres.url);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('templateUrl', postgres.url);
  return stop;
}
