/** `zeroloss demo`: a showcase on free ports and in a temporary directory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { proof } from '../../../services/proof/proof.ts';
import { openFileLog } from '../data-directory/file-log.ts';
import { type ProgramIo, progressTo } from '../program-io.ts';
import { readSettings } from '../settings.ts';
import { type System, startSystem } from '../system.ts';
import { accounts, scenarios } from './scenarios.ts';
import { balances, openAccounts, play, type ScenarioResult } from './showcase.ts';

export type DemoResult = Awaited<ReturnType<typeof playAll>>;

/** Plays every scenario and ends with the proof. @throws StartupError */
export async function runDemo(io: ProgramIo): Promise<DemoResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-demo-'));
  const log = await openFileLog(join(dataDir, 'zeroloss.log'));
  const progress = progressTo(io);
  try {
    const { shards } = readSettings(io.env);
    const settings = { dataDir, awsPort: 0, httpPort: 0, postgresPort: 0, databaseUrl: undefined, shards };
    const system = await startSystem({ ...settings, log, progress });
    try {
      return await playAll(system, progress);
    } finally {
      await system.stop();
    }
  } finally {
    await log.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function playAll(system: System, progress: (line: string) => void) {
  await openAccounts(system);
  const before = await balances(system);
  const played: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    progress(`playing: ${scenario.title}${scenario.down ? ' (waits for a time-out)' : ''}`);
    played.push(await play(system, scenario));
  }
  const after = await balances(system);
  const { ok, checks } = await proof(system.shards, { now: new Date(), boundSeconds: system.runtime.openBoundSeconds });
  const balanced = accounts.every((account) => after.get(account.id) === account.after);
  return {
    ok: ok && balanced && played.every(({ passed }) => passed),
    transfers: played,
    balances: accounts.map(({ id, after: expected }) => ({
      account: id,
      before: before.get(id),
      after: after.get(id),
      passed: after.get(id) === expected,
    })),
    proof: { ok, checks: checks.map((check) => ({ name: check.name, ok: check.ok })) },
  };
}

export function demoText({ ok, transfers, balances: figures, proof: proven }: DemoResult): string {
  const transferTable = new Table({
    head: ['transfer', 'events', 'outcome', 'reasons', 'ms', 'as expected'],
    style: { head: [], border: [] },
  });
  for (const { title, events, outcome, reasons, milliseconds, passed } of transfers) {
    transferTable.push([title, events, outcome, reasons.join(', '), milliseconds, passed ? 'yes' : 'NO']);
  }
  const balanceTable = new Table({
    head: ['account', 'before', 'after', 'as expected'],
    style: { head: [], border: [] },
  });
  for (const { account, before, after, passed } of figures) {
    balanceTable.push([account, `${before} EUR`, `${after} EUR`, passed ? 'yes' : 'NO']);
  }
  const failed = proven.checks.filter((check) => !check.ok).map(({ name }) => name);
  const sentence =
    failed.length === 0 ? `proof: all ${proven.checks.length} checks hold` : `proof: BROKEN: ${failed.join(', ')}`;
  return `${transferTable}\n${balanceTable}\n${sentence}\n${ok ? 'Everything ended as expected.' : 'Something did NOT end as expected.'}`;
}
