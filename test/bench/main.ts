/** `zeroloss bench`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Shards } from '../../services/database/shards.ts';
import { openAccount } from '../../services/ledger/accounts.ts';
import { readRuntimeFile } from '../../services/operator/runtime-file.ts';
import { proof } from '../../services/proof/proof.ts';
import { factCounts } from '../../services/runtime/metrics.ts';
import { type RunningSystem, startSystem } from '../support/running-system.ts';
import { BusClient, type Request } from './bus-client.ts';
import { latencies, percentile, throughput } from './measure.ts';
import type { BenchOptions } from './options.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Runs the system in a process of its own, in a temporary directory. */
export async function runBench(options: BenchOptions): Promise<object> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-bench-'));
  try {
    return await bench(options, dataDir);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function bench(options: BenchOptions, dataDir: string): Promise<object> {
  say('starting the system, twice: the second start is the warm one');
  await (await startSystem(dataDir)).stop();
  const system = await startSystem(dataDir);
  try {
    return await measureSystem(options, dataDir, system);
  } finally {
    await system.stop();
  }
}

async function measureSystem(options: BenchOptions, dataDir: string, system: RunningSystem): Promise<object> {
  const runtime = await readRuntimeFile(dataDir);
  const shards = await Shards.open(runtime.databaseUrls, { connections: 4 });
  try {
    const bus = new BusClient(system.aws);
    await bus.subscribe();
    say(`opening ${options.accounts} accounts`);
    await openAccounts(shards, options.accounts);
    say(`latency: ${options.latencySamples} transfers, one after the other`);
    await latencies(bus, requestsOf('warm-up', 20, options.accounts));
    const idle = await latencies(bus, requestsOf('latency', options.latencySamples, options.accounts));
    const before = await counters(system, shards);
    say(`throughput: ${options.transfers} transfers, ${options.inFlight} open at once`);
    const memory: { readonly transfers: number; readonly mb: number }[] = [];
    const measured = await measureThroughput(options, bus, system, memory);
    const after = await counters(system, shards);
    say('proof');
    const { ok } = await proof(shards, { now: new Date(), boundSeconds: runtime.openBoundSeconds });
    return {
      machine: machine(),
      durability: await durability(shards),
      warmStartMs: Math.round(system.readyMs),
      throughput: {
        transfersPerSecond: round(measured.transfersPerSecond),
        transfers: options.transfers,
        accounts: options.accounts,
        seconds: round(measured.seconds),
        underLoad: quantiles(measured.latenciesMs),
      },
      latency: quantiles(idle),
      memory: { nodeProcessesMb: system.memoryMb(), during: memory },
      perTransfer: perTransfer(before, after, options.transfers),
      proof: { ok },
    };
  } finally {
    await shards.close();
  }
}

async function measureThroughput(
  options: BenchOptions,
  bus: BusClient,
  system: RunningSystem,
  memory: { transfers: number; mb: number }[],
) {
  const bar = new SingleBar({ format: '{bar} {percentage}% {value}/{total} {mb} MB', stream: process.stderr });
  bar.start(options.transfers, 0, { mb: system.memoryMb() });
  const every = Math.max(1, Math.floor(options.transfers / 10));
  let next = every;
  const measured = await throughput(
    bus,
    requestsOf('load', options.transfers, options.accounts),
    options.inFlight,
    (completed) => {
      if (completed >= next) {
        memory.push({ transfers: completed, mb: system.memoryMb() });
        next += every;
      }
      bar.update(completed, { mb: memory.at(-1)?.mb ?? 0 });
    },
  );
  bar.stop();
  return measured;
}

async function openAccounts(shards: Shards, accounts: number): Promise<void> {
  const ids = Array.from({ length: accounts }, (_, number) => accountId(number));
  const worker = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const opened = await openAccount(shards, {
        id,
        currency: 'EUR',
        balance: 1_000_000n,
        overdraftLimit: 0n,
        owner: null,
      });
      if (!opened.ok) throw new Error(`account ${id} cannot be opened: ${opened.refusal}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

function accountId(number: number): string {
  return `bench-${number}`;
}

/** Every pair differs, and every account is used as often as any other; 7919 is a prime. */
function requestsOf(run: string, count: number, accounts: number): Request[] {
  return Array.from({ length: count }, (_, number) => {
    const from = (number * 7919) % accounts;
    const to = (from + 1 + (number % (accounts - 1))) % accounts;
    return { idempotencyKey: `${run}-${number}`, fromAccount: accountId(from), toAccount: accountId(to) };
  });
}

type Counts = Readonly<Record<string, number>>;

interface Counters {
  readonly awsCalls: Counts;
  /** Facts published, by name. */
  readonly facts: Counts;
  /** By function. */
  readonly invocations: Counts;
  readonly database: Counts;
}

async function counters(system: RunningSystem, shards: Shards): Promise<Counters> {
  const { awsCalls, counts, functions } = (await (await fetch(`${system.http}/metrics`)).json()) as {
    awsCalls: Counts;
    counts: Counts;
    functions: Readonly<Record<string, { readonly invocations: number }>>;
  };
  const databases = await Promise.all(
    shards.all.map(async ({ pool }) => {
      const sql = `select xact_commit::float8 as commits, pg_database_size(datname)::float8 as bytes
                     from pg_stat_database where datname = current_database()`;
      return (await pool.query<{ commits: number; bytes: number }>(sql)).rows;
    }),
  );
  const total = (of: 'commits' | 'bytes') => databases.flat().reduce((sum, each) => sum + each[of], 0);
  return {
    awsCalls,
    facts: Object.fromEntries(factCounts.map((name) => [name, counts[name] ?? 0])),
    invocations: Object.fromEntries(Object.entries(functions).map(([name, each]) => [name, each.invocations])),
    database: { commits: total('commits'), bytes: total('bytes') },
  };
}

/** Includes the bench's own calls: PutEvents, ReceiveMessage, DeleteMessageBatch. */
function perTransfer(before: Counters, after: Counters, transfers: number): object {
  const share = (earlier: Counts, later: Counts) =>
    Object.fromEntries(
      Object.entries(later)
        .map(([name, count]) => [name, round((count - (earlier[name] ?? 0)) / transfers)] as const)
        .filter(([, count]) => count > 0),
    );
  const { commits = 0, bytes = 0 } = share(before.database, after.database);
  return {
    awsCalls: share(before.awsCalls, after.awsCalls),
    commits,
    facts: share(before.facts, after.facts),
    invocations: share(before.invocations, after.invocations),
    databaseBytes: Math.round(bytes),
  };
}

async function durability(shards: Shards): Promise<Record<string, string>> {
  const { rows } = await shards
    .of('any')
    .pool.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')`,
    );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}

function quantiles(sample: readonly number[]): { p50Ms: number; p95Ms: number; p99Ms: number } {
  const at = (fraction: number) => round(percentile(sample, fraction));
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function machine(): object {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
