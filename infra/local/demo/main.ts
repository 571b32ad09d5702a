/** `npm run demo`: a showcase on free ports and a throw-away directory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { proof } from '../../../services/proof/proof.ts';
import { openFileLog } from '../data-directory/file-log.ts';
import { readSettings } from '../settings.ts';
import { StartupError } from '../startup-error.ts';
import { type System, startSystem } from '../system.ts';
import { accounts, scenarios } from './scenarios.ts';
import { balances, openAccounts, play, type ScenarioResult } from './showcase.ts';

const help = `npm run demo [-- --json]

Starts the system on free ports and in a directory that is deleted at the end, plays transfers that succeed and that fail in
every safe way, and ends with the proof. Takes about half a minute: one transfer waits for a time-out. Exits 0 only if all
ended as it must.

  --json   one JSON object on standard output
  --help   this text

Environment:
  LEDGER_SHARDS   databases that the ledger is laid out on (1)
`;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function showcase(system: System) {
  await openAccounts(system);
  const before = await balances(system);
  const played: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    say(`playing: ${scenario.title}${scenario.down ? ' (waits for a time-out)' : ''}`);
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

function render({ ok, transfers, balances: figures, proof: proven }: Awaited<ReturnType<typeof showcase>>): string {
  const transferTable = new Table({
    head: ['transfer', 'events', 'outcome', 'reasons', 'ms', 'as it must be'],
    style: { head: [], border: [] },
  });
  for (const { title, events, outcome, reasons, milliseconds, passed } of transfers) {
    transferTable.push([title, events, outcome, reasons.join(', '), milliseconds, passed ? 'yes' : 'NO']);
  }
  const balanceTable = new Table({
    head: ['account', 'before', 'after', 'as it must be'],
    style: { head: [], border: [] },
  });
  for (const { account, before, after, passed } of figures) {
    balanceTable.push([account, `${before} EUR`, `${after} EUR`, passed ? 'yes' : 'NO']);
  }
  const failed = proven.checks.filter((check) => !check.ok).map(({ name }) => name);
  const sentence =
    failed.length === 0 ? `proof: all ${proven.checks.length} checks hold` : `proof: BROKEN: ${failed.join(', ')}`;
  return `${transferTable}\n${balanceTable}\n${sentence}\n${ok ? 'All as it must be.' : 'NOT as it must be.'}\n`;
}

async function run(json: boolean): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-demo-'));
  const log = await openFileLog(join(dataDir, 'zeroloss.log'));
  try {
    const { shards } = readSettings(process.env);
    const settings = { dataDir, awsPort: 0, httpPort: 0, postgresPort: 0, databaseUrl: undefined, shards };
    const system = await startSystem({ ...settings, log, progress: say });
    try {
      const result = await showcase(system);
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : render(result));
      return result.ok;
    } finally {
      await system.stop();
    }
  } finally {
    await log.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

try {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) process.stdout.write(help);
  else if (!(await run(values.json))) process.exitCode = 1;
} catch (error) {
  say(error instanceof StartupError ? error.message : String((error as Error).stack));
  process.exitCode = 1;
}
