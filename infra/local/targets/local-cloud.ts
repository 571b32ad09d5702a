/** The local cloud as a target: in this process, with its state in the data directory, and served over HTTP for other processes. */
import { openCloud, type ProvisionRecord, type Store } from '@zeroloss/local-cloud';
import type { Log } from '../../../services/runtime/log.ts';
import type { Closers } from '../closers.ts';
import { closeServer, listen } from '../listen.ts';
import type { Target } from './target.ts';

const recordKey = 'provision/record';

export interface LocalCloudOptions {
  readonly store: Store;
  /** 0 takes a free port. */
  readonly port: number;
  readonly log: Log;
  /** Asynchronous invocation of a function, for schedules. */
  readonly invoke: (arn: string, payload: unknown) => Promise<void>;
  readonly closers: Closers;
}

/** @throws StartupError if the port is busy */
export async function openLocalCloud({ store, port, log, invoke, closers }: LocalCloudOptions): Promise<Target> {
  const report = (message: string, cause: unknown) => log.error(message, { fault: String(cause) });
  const cloud = await openCloud({ store, report, invokeFunction: invoke });
  closers.add(() => cloud.close());
  await listen(cloud.server, port, 'ZEROLOSS_AWS_PORT');
  closers.add(() => closeServer(cloud.server));
  const stored = await store.get(recordKey);
  return {
    stage: 'local',
    endpoint: cloud.endpoint,
    account: cloud.account,
    region: cloud.region,
    clients: cloud.clients,
    polling: { calls: cloud.queueCalls, waitSeconds: 20, abortable: true },
    invokesFunctions: true,
    previous: stored === undefined ? undefined : (JSON.parse(stored) as ProvisionRecord),
    remember: (record) => void store.put(recordKey, JSON.stringify(record)),
    calls: cloud.calls,
  };
}
