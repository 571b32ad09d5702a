/** `kill -9` of everything under load, then a start: nothing acknowledged is lost, every transfer ends, the proof holds. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { httpClients } from '../../infra/local/targets/clients.ts';
import { waitFor } from '../../infra/local/wait-for.ts';
import { Shards } from '../../services/database/shards.ts';
import { openAccount } from '../../services/ledger/accounts.ts';
import { readRuntimeFile } from '../../services/operator/runtime-file.ts';
import { proof } from '../../services/proof/proof.ts';
import { publishRequests } from '../support/publish-requests.ts';
import { startSystem } from '../support/running-system.ts';

const transfers = 600;
const accounts = 20;
const initialMinorUnits = 100_000n;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-kill-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const id = (number: number) => `account-${number % accounts}`;

const requests = Array.from({ length: transfers }, (_, number) => ({
  schemaVersion: 1 as const,
  requester: 'kill',
  idempotencyKey: `transfer-${number}`,
  fromAccount: id(number),
  toAccount: id(number + 1 + (number % (accounts - 1))),
  amount: '1.00',
  currency: 'EUR',
}));

async function kill(): Promise<void> {
  const { pid } = await readRuntimeFile(dataDir);
  const postmaster = Number((await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  process.kill(postmaster, 'SIGKILL');
}

async function outcomes(shards: Shards): Promise<Record<string, number>> {
  const sql = `select coalesce(outcome::text, 'open') as outcome, count(*)::int as transfers from transfer group by 1`;
  const answers = await Promise.all(
    shards.all.map(({ pool }) => pool.query<{ outcome: string; transfers: number }>(sql)),
  );
  return Object.fromEntries(answers.flatMap(({ rows }) => rows).map((row) => [row.outcome, row.transfers]));
}

test('every request acknowledged before a kill -9 is finished after the next start', { timeout: 240_000 }, async () => {
  const first = await startSystem(dataDir);
  const before = await Shards.open((await readRuntimeFile(dataDir)).databaseUrls);
  for (let number = 0; number < accounts; number += 1) {
    const opening = { id: id(number), currency: 'EUR', balance: initialMinorUnits, overdraftLimit: 0n, owner: null };
    expect((await openAccount(before, opening)).ok).toBe(true);
  }
  await publishRequests(httpClients(first.aws, 'eu-central-1', 'any').events, 'test', requests);
  // Kill in the middle: some transfers are done, most are not.
  const completed = await waitFor(30_000, 'too few transfers completed', async () => {
    const { Completed = 0 } = await outcomes(before);
    return Completed >= transfers / 10 ? Completed : undefined;
  });
  await kill();
  await before.close().catch(() => {});
  await first.stop();
  expect(completed).toBeLessThan(transfers);

  const second = await startSystem(dataDir);
  const runtime = await readRuntimeFile(dataDir);
  const shards = await Shards.open(runtime.databaseUrls);
  try {
    await waitFor(120_000, 'not every transfer has an outcome', async () => {
      const { open = 0, ...ended } = await outcomes(shards);
      return open === 0 && Object.values(ended).reduce((sum, count) => sum + count, 0) === transfers ? true : undefined;
    });
    const { rows } = await shards
      .of(id(0))
      .pool.query<{ total: bigint }>('select sum(balance)::bigint as total from account');
    expect(rows[0]?.total).toBe(initialMinorUnits * BigInt(accounts));
    // The last answers may still be on their way to the workflow.
    await vi.waitFor(
      async () => {
        const { checks } = await proof(shards, { now: new Date(), boundSeconds: runtime.openBoundSeconds });
        expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      },
      { timeout: 10_000, interval: 200 },
    );
  } finally {
    await shards.close();
    await second.stop();
  }
});
