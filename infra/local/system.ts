/**
 * The whole system: the target's AWS, the database, the resources of the CDK templates, the functions. The same for `npm start`,
 * the demo, the tests and the benchmark.
 */

import type { Clients, ProvisionedFunction, StackTemplate } from '@zeroloss/local-cloud';
import {
  type HostedFunction,
  LambdaHost,
  type Provisioned,
  provision,
  Store,
  startSchedules,
} from '@zeroloss/local-cloud';
import { Shards } from '../../services/database/shards.ts';
import { type RuntimeFile, removeRuntimeFile, writeRuntimeFile } from '../../services/operator/runtime-file.ts';
import type { Log } from '../../services/runtime/log.ts';
import { MemoryMetrics } from '../../services/runtime/metrics.ts';
import { stageConfig, sweeperFirstBoundSeconds } from '../config.ts';
import { stageTemplates } from '../synthesis/assembly.ts';
import { lockDataDirectory } from './data-directory/data-directory.ts';
import { openDatabase } from './database/database.ts';
import { requireSameLedger } from './database/same-ledger.ts';
import { hostedFunctions, moduleHandler, type Place, roleOf } from './functions/handlers.ts';
import { checksOf } from './health/checks.ts';
import { createHealthServer, type HealthSources } from './health/health.ts';
import { closeServer, listen } from './health/listen.ts';
import type { Settings } from './settings.ts';
import { StartupError } from './startup-error.ts';
import { openLocalCloud } from './targets/local-cloud.ts';
import { localStackTarget } from './targets/localstack/target.ts';
import type { Target } from './targets/target.ts';

/** Connections per shard, which all functions share: three busy consumers at their local concurrency. */
const connections = 24;
/** As the projections' role, for one function that runs twice at most. */
const readSideConnections = 2;

export interface System {
  readonly runtime: RuntimeFile;
  readonly clients: Clients;
  readonly provisioned: Provisioned;
  readonly host: LambdaHost;
  readonly shards: Shards;
  /** Settles when a part ended that nobody stopped. */
  readonly broken: Promise<StartupError>;
  /** Ends everything; resolves when no process and no port is left. */
  stop(): Promise<void>;
}

export interface SystemOptions extends Settings {
  /** A LocalStack to run on; the local cloud if left out. */
  readonly localStack?: { readonly endpoint: string };
  /** Makes a function's handler; of its module, in this process, if left out. */
  readonly handlerOf?: (hosted: ProvisionedFunction, place: Place) => HostedFunction['handler'];
  readonly log: Log;
  /** Told, a line each, of what takes long. */
  readonly progress: (line: string) => void;
}

/** @throws StartupError when the machine or the settings keep it from running; nothing is left behind then. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) {
      await Promise.resolve(close()).catch((fault: unknown) =>
        options.log.error('a part did not stop', { fault: String(fault) }),
      );
    }
  };
  try {
    return await start(options, (closer) => closers.push(closer), stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: SystemOptions,
  onStop: (closer: () => Promise<unknown> | unknown) => void,
  stop: () => Promise<void>,
): Promise<System> {
  const { log, progress, dataDir } = options;
  const templates = stageTemplates(options.localStack ? 'localstack' : 'local');
  templates.catch(() => {}); // awaited below; it runs beside all of this

  const store = await Store.open(await lockDataDirectory(dataDir));
  onStop(() => store.close());
  let host: LambdaHost | undefined;
  const target = options.localStack
    ? await localStackTarget(options.localStack.endpoint)
    : await openLocalCloud({
        store,
        port: options.awsPort,
        log,
        // Before the host runs, a schedule's tick is lost like one of a stopped machine: the next one comes in a minute.
        invoke: async (arn, payload) => host?.invoke(arn, payload),
        onStop,
      });

  let insight: HealthSources | undefined;
  const httpServer = createHealthServer(() => insight);
  const httpPort = await listen(httpServer, options.httpPort, 'ZEROLOSS_HTTP_PORT');
  onStop(() => closeServer(httpServer));

  const database = await openDatabase({
    dataDir,
    port: options.postgresPort,
    databaseUrl: options.databaseUrl,
    shards: options.shards,
    log: progress,
  });
  onStop(() => database.stop());
  await requireSameLedger(store, database.ledger, dataDir);
  const onIdleFault = (fault: Error) => log.warn('an idle database connection failed', { fault: fault.message });
  const shards = await Shards.open(
    database.roleUrls.map(({ service }) => service),
    { connections, onIdleFault },
  );
  onStop(() => shards.close());
  const readSide = await Shards.open(
    database.roleUrls.map(({ projections }) => projections),
    { connections: readSideConnections, onIdleFault },
  );
  onStop(() => readSide.close());

  const { clients } = target;
  const config = stageConfig(target.stage);
  const provisioned = await provisionInto(target, await templates);
  const metrics = new MemoryMetrics();
  const runtime = { events: clients.events, states: clients.states, shards, log, metrics, now: () => new Date() };
  host = new LambdaHost({
    functions: hostedFunctions(provisioned.functions, (hosted) =>
      options.handlerOf
        ? options.handlerOf(hosted, {
            endpoint: target.endpoint,
            databaseUrls: database.roleUrls.map((urls) => urls[roleOf(hosted)]),
          })
        : moduleHandler(hosted, { service: runtime, projections: { ...runtime, shards: readSide } }),
    ),
    eventSources: provisioned.eventSources,
    polling: target.polling,
    log,
  });
  host.start();
  onStop(() => host?.stop());
  onStop(startSchedules(provisioned.schedules, host));
  onStop(catchUp(host, provisioned.functions, config.outbox.leaseSeconds));
  const running = host;
  insight = {
    checks: checksOf(clients, shards, store, provisioned),
    metrics: () => ({
      counts: metrics.counts,
      gauges: metrics.gauges,
      awsCalls: Object.fromEntries(target.calls),
      ...running.metrics,
    }),
  };

  const file: RuntimeFile = {
    version: 1,
    pid: process.pid,
    endpoint: target.endpoint,
    http: `http://127.0.0.1:${httpPort}`,
    databaseUrls: database.roleUrls.map(({ service }) => service),
    auditUrls: database.roleUrls.map(({ audit }) => audit),
    projectionsUrls: database.roleUrls.map(({ projections }) => projections),
    // The sweeper's bound and one more attempt.
    openBoundSeconds: 2 * sweeperFirstBoundSeconds(config),
  };
  await writeRuntimeFile(dataDir, file);
  onStop(() => removeRuntimeFile(dataDir));

  const broken = Promise.race([
    database.broken,
    store.failed.then(
      () =>
        new StartupError(
          `The disk of ${dataDir} is full or cannot be written; free some space and start again: nothing acknowledged is lost.`,
        ),
    ),
  ]);
  return { runtime: file, clients, provisioned, host, shards, broken, stop };
}

async function provisionInto(target: Target, templates: readonly StackTemplate[]): Promise<Provisioned> {
  const provisioned = await provision({ templates, ...target });
  target.remember(provisioned.record);
  return provisioned;
}

/**
 * Relay and sweeper run at start, and once more when the leases of a process that was killed have run out: what it had
 * committed and not delivered does not wait for the schedule. @returns what cancels the second run.
 */
function catchUp(host: LambdaHost, functions: readonly ProvisionedFunction[], leaseSeconds: number): () => void {
  const scheduled = functions.filter(({ handlerEntry }) => /\/(relay|sweeper)\.lambda$/.test(handlerEntry));
  const run = () => {
    for (const { arn } of scheduled) void host.invoke(arn, { 'detail-type': 'Scheduled Event' }).catch(() => {});
  };
  run();
  const timer = setTimeout(run, (leaseSeconds + 1) * 1000);
  return () => clearTimeout(timer);
}
