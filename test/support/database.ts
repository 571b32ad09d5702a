/** A separate ledger for each test: one database per shard, cloned from the run's template. */
import { randomBytes } from 'node:crypto';
import { test as base, inject } from 'vitest';
import { shardUrls, withClient } from '../../services/database/databases.ts';
import { roleUrls } from '../../services/database/roles.ts';
import { layOutShards } from '../../services/database/shard-layout.ts';

export interface TestDatabase {
  /** URLs per shard, shard 0 first; the owner is a superuser. */
  readonly ownerUrls: readonly string[];
  readonly serviceUrls: readonly string[];
  readonly auditUrls: readonly string[];
  readonly projectionsUrls: readonly string[];
  /** Ends every connection and refuses new ones, as a stopped server does. */
  takeAway(): Promise<void>;
  bringBack(): Promise<void>;
  /** Also ends open connections. */
  drop(): Promise<void>;
}

export async function createTestDatabase(shards = 1): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'));
  const first = new URL(template);
  first.pathname = `/test_${randomBytes(6).toString('hex')}`;
  const ownerUrls = shardUrls(first.href, shards);
  const names = ownerUrls.map(nameOf);
  for (const name of names) {
    await maintain(`create database ${name} template ${nameOf(template.href)} strategy file_copy`);
  }
  await layOutShards(ownerUrls);
  const roles = ownerUrls.map(roleUrls);
  return {
    ownerUrls,
    serviceUrls: roles.map(({ service }) => service),
    auditUrls: roles.map(({ audit }) => audit),
    projectionsUrls: roles.map(({ projections }) => projections),
    async takeAway() {
      for (const name of names) {
        await maintain(`alter database ${name} allow_connections false`);
        await maintain(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
      }
    },
    async bringBack() {
      for (const name of names) await maintain(`alter database ${name} allow_connections true`);
    },
    async drop() {
      for (const name of names) await maintain(`drop database if exists ${name} with (force)`);
    },
  };
}

/** `test` with a `database` of one shard, dropped after the test. */
export const databaseTest = base.extend<{ database: TestDatabase }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads a fixture's dependencies from this pattern.
  database: async ({}, use) => {
    const database = await createTestDatabase();
    await use(database);
    await database.drop();
  },
});

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** Runs a statement on the server's maintenance database. */
async function maintain(statement: string): Promise<void> {
  const maintenance = new URL(inject('templateUrl'));
  maintenance.pathname = '/postgres';
  await withClient(maintenance.href, (client) => client.query(statement));
}
