/**
 * The whole system: AWS (a target), the database, the resources of the CDK templates, the functions. `npm start`, the demo, the tests
 * and the benchmark all run this one.
 */
import {
  type Clients,
  type HostedFunction,
  type LambdaHost,
  type Provisioned,
  type ProvisionedFunction,
  provision,
  Store,
} from '@zeroloss/local-cloud';
import type { RoleUrls } from '../../services/database/roles.ts';
import { Shards } from '../../services/database/shards.ts';
import { type RuntimeFile, removeRuntimeFile, writeRuntimeFile } from '../../services/operator/runtime-file.ts';
import type { Log } from '../../services/runtime/log.ts';
import { MemoryMetrics } from '../../services/runtime/metrics.ts';
import { type StageConfig, type StageName, stageConfig, sweeperFirstBoundSeconds } from '../config.ts';
import { SynthesisError, stageTemplates } from '../synthesis/assembly.ts';
import type { StackTemplate } from '../synthesis/template.ts';
import { Closers } from './closers.ts';
import { damaged, lockDataDirectory } from './data-directory/data-directory.ts';
import { type Database, openDatabase } from './database/database.ts';
import { requireLedgerFiles, requireSameLedger } from './database/same-ledger.ts';
import { type HandlerLocation, moduleHandler, type Role, roleOf } from './functions/handlers.ts';
import { startFunctions } from './functions/start-functions.ts';
import { checksOf } from './health/checks.ts';
import { countDeadLetters } from './health/dead-letters.ts';
import { type HealthSources, serveHealth } from './health/health.ts';
import type { Settings } from './settings.ts';
import { StartupError } from './startup-error.ts';
import { openLocalCloud } from './targets/local-cloud.ts';
import { localStackTarget } from './targets/localstack/target.ts';
import type { Target } from './targets/target.ts';

/** Per shard, shared by all functions that move money: enough for three busy consumers at their local concurrency. */
const serviceConnections = 24;
/** Per shard, for the one function of the read side, which runs at most twice at once. */
const projectionsConnections = 2;

export interface System {
  readonly runtime: RuntimeFile;
  readonly clients: Clients;
  readonly provisioned: Provisioned;
  readonly host: LambdaHost;
  readonly shards: Shards;
  /** Resolves if a part ends that nobody stopped. */
  readonly broken: Promise<StartupError>;
  /** Ends everything. Resolves when no process is left and every port is free. */
  stop(): Promise<void>;
}

export interface SystemOptions extends Settings {
  /** The LocalStack to run on; if missing, the local cloud. */
  readonly localStack?: { readonly endpoint: string };
  /** Makes a function's handler; if missing, it runs in this process, from its module. */
  readonly handlerOf?: (hosted: ProvisionedFunction, location: HandlerLocation) => HostedFunction['handler'];
  /** Only for tests, whose data need not survive a power cut. */
  readonly mayLoseData?: boolean;
  readonly log: Log;
  /** Called with one line for each step that takes long. */
  readonly progress: (line: string) => void;
}

/** @throws StartupError if the machine or the settings prevent it; then nothing is left behind */
export async function startSystem(options: SystemOptions): Promise<System> {
  const closers = new Closers();
  const stop = () => closers.closeAll((fault) => options.log.error('a part did not stop', { fault: String(fault) }));
  try {
    return await start(options, closers, stop);
  } catch (error) {
    await stop();
    throw damaged(options.dataDir, error) ?? error;
  }
}

async function start(options: SystemOptions, closers: Closers, stop: () => Promise<void>): Promise<System> {
  const { dataDir, log } = options;
  const templates = templatesOf(options.localStack ? 'localstack' : 'local');
  templates.catch(() => {}); // awaited below; synthesis runs beside all of this

  const store = await Store.open(await lockDataDirectory(dataDir));
  closers.add(() => store.close());
  let host: LambdaHost | undefined;
  // A schedule's tick before the host runs is lost, like one of a stopped machine: the next one comes in a minute.
  const target = await openTarget(options, store, closers, async (arn, payload) => host?.invoke(arn, payload));
  let healthSources: HealthSources | undefined;
  const http = await serveHealth(() => healthSources, options.httpPort, closers);
  const ledger = await openLedger(options, store, closers);

  const provisioned = await provision({ templates: await templates, ...target });
  target.remember(provisioned.record);
  const config = stageConfig(target.stage);
  const metrics = new MemoryMetrics();
  host = startFunctions(
    {
      provisioned,
      handlerOf: handlersFor(options, target, ledger, metrics),
      polling: target.polling,
      leaseSeconds: config.outbox.leaseSeconds,
      log,
    },
    closers,
  );
  healthSources = healthSourcesOf({ target, ledger, store, provisioned, metrics, host });

  const runtime = runtimeFile(config, target.endpoint, http, ledger.database.roleUrls);
  await writeRuntimeFile(dataDir, runtime);
  closers.add(() => removeRuntimeFile(dataDir));
  const broken = Promise.race([ledger.database.broken, diskFull(store, dataDir)]);
  return { runtime, clients: target.clients, provisioned, host, shards: ledger.shards, broken, stop };
}

/** The stage's templates. @throws StartupError if the CDK application fails */
async function templatesOf(stage: StageName): Promise<StackTemplate[]> {
  try {
    return await stageTemplates(stage);
  } catch (cause) {
    throw cause instanceof SynthesisError ? new StartupError(cause.message, { cause }) : cause;
  }
}

async function openTarget(
  { localStack, awsPort: port, log }: SystemOptions,
  store: Store,
  closers: Closers,
  invoke: (arn: string, payload: unknown) => Promise<void>,
): Promise<Target> {
  return localStack ? localStackTarget(localStack.endpoint) : openLocalCloud({ store, port, log, invoke, closers });
}

interface OpenLedger {
  readonly database: Database;
  /** Connected as the role of the functions that move money. */
  readonly shards: Shards;
  /** Connected as the projections' role. */
  readonly projections: Shards;
}

async function openLedger(options: SystemOptions, store: Store, closers: Closers): Promise<OpenLedger> {
  const { dataDir, postgresPort: port, databaseUrl, shards, mayLoseData = false, log, progress } = options;
  await requireLedgerFiles(store, options);
  const database = await openDatabase({ dataDir, port, databaseUrl, shards, mayLoseData, log: progress });
  closers.add(() => database.stop());
  await requireSameLedger(store, database.ledger, dataDir);
  const onIdleFault = (fault: Error) => log.warn('an idle database connection failed', { fault: fault.message });
  const connect = async (role: Role, connections: number): Promise<Shards> => {
    const urls = database.roleUrls.map((each) => each[role]);
    const opened = await Shards.open(urls, { connections, onIdleFault });
    closers.add(() => opened.close());
    return opened;
  };
  return {
    database,
    shards: await connect('service', serviceConnections),
    projections: await connect('projections', projectionsConnections),
  };
}

function handlersFor(
  options: SystemOptions,
  { clients, endpoint }: Target,
  { database, shards, projections }: OpenLedger,
  metrics: MemoryMetrics,
): (hosted: ProvisionedFunction) => HostedFunction['handler'] {
  const { handlerOf, log } = options;
  if (handlerOf) {
    return (hosted) =>
      handlerOf(hosted, { endpoint, databaseUrls: database.roleUrls.map((urls) => urls[roleOf(hosted)]) });
  }
  const runtime = { events: clients.events, states: clients.states, shards, log, metrics, now: () => new Date() };
  return (hosted) => moduleHandler(hosted, { service: runtime, projections: { ...runtime, shards: projections } });
}

interface SystemParts {
  readonly target: Target;
  readonly ledger: OpenLedger;
  readonly store: Store;
  readonly provisioned: Provisioned;
  readonly metrics: MemoryMetrics;
  readonly host: LambdaHost;
}

function healthSourcesOf({ target, ledger, store, provisioned, metrics, host }: SystemParts): HealthSources {
  return {
    checks: checksOf(target.clients, ledger.shards, store, provisioned),
    deadLetters: () => countDeadLetters(target.clients.sqs, ledger.shards),
    metrics: () => ({
      counts: metrics.counts,
      gauges: metrics.gauges,
      awsCalls: Object.fromEntries(target.calls),
      ...host.metrics,
    }),
  };
}

function runtimeFile(config: StageConfig, endpoint: string, http: string, urls: readonly RoleUrls[]): RuntimeFile {
  return {
    version: 1,
    pid: process.pid,
    endpoint,
    http,
    databaseUrls: urls.map(({ service }) => service),
    auditUrls: urls.map(({ audit }) => audit),
    projectionsUrls: urls.map(({ projections }) => projections),
    // The sweeper's bound and one more attempt.
    openBoundSeconds: 2 * sweeperFirstBoundSeconds(config),
  };
}

/** Resolves if the local cloud's state cannot be written. */
async function diskFull(store: Store, dataDir: string): Promise<StartupError> {
  await store.failed;
  return new StartupError(
    `The disk of ${dataDir} is full or cannot be written; free some space and start again: nothing acknowledged is lost.`,
  );
}
