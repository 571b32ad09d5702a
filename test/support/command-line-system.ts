/** A system as the command line finds it: a ledger's databases, and the file that names them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRuntimeFile } from '../../services/operator/runtime-file.ts';
import type { TestDatabase } from './database.ts';

/** @returns the data directory to run commands with, and a function that removes it */
export async function announceSystem(database: TestDatabase, endpoint = 'http://127.0.0.1:1') {
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-cli-'));
  await writeRuntimeFile(dataDir, {
    version: 1,
    pid: process.pid,
    endpoint,
    http: endpoint,
    databaseUrls: [...database.serviceUrls],
    auditUrls: [...database.auditUrls],
    projectionsUrls: [...database.projectionsUrls],
    openBoundSeconds: 300,
  });
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}
