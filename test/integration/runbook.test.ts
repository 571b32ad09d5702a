/** Runs every query of runbook.md and deploy.md as the auditor, who would type it. */
import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectionConfig, LedgerClient } from '../../services/database/connection.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const docs = ['runbook.md', 'deploy.md'].map((name) =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'),
);

/** Queries in the text and in code blocks. */
const queries = docs.flatMap((text) => [
  ...[...text.matchAll(/`(select [^`]+)`/g)].map(([, query = '']) => query),
  ...[...text.matchAll(/```sql\n([^`]+)```/g)].flatMap(([, block = '']) => block.trim().split(/(?<=;)\n/)),
]);

let database: TestDatabase;
let auditor: Client;
beforeAll(async () => {
  database = await createTestDatabase(1);
  auditor = new LedgerClient(connectionConfig(database.auditUrls[0] ?? ''));
  await auditor.connect();
});
afterAll(async () => {
  await auditor.end();
  await database.drop();
});

test('the documents contain queries', () => {
  expect(queries.length).toBeGreaterThan(15);
});

// The administrator's query, which ends another session, is left out.
test.each(queries.filter((query) => !query.includes('pg_terminate_backend')))('%s', async (query) => {
  const filledIn = query.replaceAll("'…'", "'5c52828b-a53e-588f-869c-8ea4a0a6430a'");
  await expect(auditor.query(filledIn)).resolves.toHaveProperty('command', 'SELECT');
});
