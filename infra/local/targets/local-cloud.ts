/** The local cloud as a target: in this process, with its state in the data directory, and served over HTTP for other processes. */
import type { Message } from '@aws-sdk/client-sqs';
import type { Dispatcher, Json, ProvisionRecord, QueueCalls, Store } from '@zeroloss/local-cloud';
import { createEndpoint, openCloud, systemClock, systemIds } from '@zeroloss/local-cloud';
import type { Log } from '../../../services/runtime/log.ts';
import type { Closers } from '../closers.ts';
import { closeServer, listen } from '../listen.ts';
import { inProcessClients } from './clients.ts';
import type { Target } from './target.ts';

const account = '000000000000';
const region = 'us-east-1';
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
  let endpoint = '';
  const report = (message: string, cause: unknown) => log.error(message, { fault: String(cause) });
  const context = { clock: systemClock, ids: systemIds, store, account, region, endpoint: () => endpoint, report };
  const cloud = await openCloud(context, invoke);
  closers.add(() => cloud.close());
  const server = createEndpoint(cloud.dispatcher);
  endpoint = `http://127.0.0.1:${await listen(server, port, 'ZEROLOSS_AWS_PORT')}`;
  closers.add(() => closeServer(server));
  const stored = await store.get(recordKey);
  return {
    stage: 'local',
    endpoint,
    account,
    region,
    clients: inProcessClients(cloud.dispatcher, region, endpoint),
    polling: { calls: directCalls(cloud.dispatcher), waitSeconds: 20, abortable: true },
    invokesFunctions: true,
    previous: stored === undefined ? undefined : (JSON.parse(stored) as ProvisionRecord),
    remember: (record) => void store.put(recordKey, JSON.stringify(record)),
    calls: cloud.dispatcher.calls,
  };
}

/** Lambda's polling of SQS, without an SDK client: its codec took a tenth of the process's time. */
function directCalls(dispatcher: Dispatcher): QueueCalls {
  const call = (operation: string, input: object, signal?: AbortSignal) =>
    dispatcher.call(`AmazonSQS.${operation}`, input, signal);
  return {
    async receive(input, signal) {
      const { Messages = [] } = await call('ReceiveMessage', input, signal);
      return { Messages: Messages.map(withBinaryValues) };
    },
    delete: (input) => call('DeleteMessageBatch', input),
    release: (input) => call('ChangeMessageVisibilityBatch', input),
  };
}

/** The protocol has binary values in base64; the SDK's clients return bytes. */
function withBinaryValues(message: Json): Message {
  if (!message.MessageAttributes) return message;
  const attributes = Object.entries<Json>(message.MessageAttributes).map(([name, value]) => {
    const { BinaryValue } = value;
    return [name, BinaryValue === undefined ? value : { ...value, BinaryValue: Buffer.from(BinaryValue, 'base64') }];
  });
  return { ...message, MessageAttributes: Object.fromEntries(attributes) };
}
