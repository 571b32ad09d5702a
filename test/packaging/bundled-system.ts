/** The system of `npm start` with its functions run from their bundles, each in a process of its own. */
import type { ProvisionedFunction } from '@zeroloss/local-cloud';
import type { HandlerLocation } from '../../infra/local/functions/handlers.ts';
import { type System, startSystem } from '../../infra/local/system.ts';
import type { Log } from '../../services/runtime/log.ts';
import type { Bundle } from './bundles.ts';
import { Instance } from './instance.ts';
import { openTraceDaemon } from './trace-daemon.ts';

export interface BundledSystem {
  readonly system: System;
  /** Everything that the functions have logged so far. */
  log(): string;
  /** Their trace segments so far, as JSON. */
  readonly segments: readonly string[];
  stop(): Promise<void>;
}

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const onFreePorts = { awsPort: 0, httpPort: 0, postgresPort: 0, databaseUrl: undefined, shards: undefined };

/** Resolves when every function is loaded. If one fails to load, everything is stopped. */
export async function startBundledSystem(bundles: readonly Bundle[], dataDir: string): Promise<BundledSystem> {
  const daemon = await openTraceDaemon();
  const starting: Promise<Instance>[] = [];
  const handlerOf = (hosted: ProvisionedFunction, location: HandlerLocation) => {
    const instance = startInstance(bundles, hosted, location, daemon.address);
    starting.push(instance);
    return async (event: unknown, context: Parameters<Instance['invoke']>[1]) =>
      (await instance).invoke(event, context);
  };
  const system = await startSystem({ ...onFreePorts, dataDir, log: silent, progress: () => {}, handlerOf });
  const stop = async () => {
    await system.stop();
    for (const instance of await Promise.allSettled(starting)) {
      if (instance.status === 'fulfilled') await instance.value.stop();
    }
    daemon.close();
  };
  try {
    const instances = await Promise.all(starting);
    const log = () => instances.flatMap((instance) => instance.log).join('');
    return { system, log, segments: daemon.segments, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startInstance(
  bundles: readonly Bundle[],
  { name, environment }: ProvisionedFunction,
  { endpoint, databaseUrls }: HandlerLocation,
  traceDaemon: string,
): Promise<Instance> {
  const bundle = bundles.find((each) => each.name === name);
  if (!bundle) throw new Error(`${name} has no bundle`);
  return Instance.start({
    bundle,
    environment: {
      ...environment,
      AWS_ENDPOINT_URL: endpoint,
      AWS_XRAY_DAEMON_ADDRESS: traceDaemon,
      LEDGER_DATABASE_URLS: databaseUrls.join(' '),
    },
  });
}
