/** The local cloud: SQS, EventBridge and Step Functions over one store, wired to each other. */
import type { Server } from 'node:http';
import { inProcessClients } from './clients.ts';
import type { Clients } from './cloudformation/provider.ts';
import { type Clock, SteadyClock } from './core/clock.ts';
import { type CloudContext, type Ids, systemIds } from './core/context.ts';
import { Dispatcher } from './core/dispatcher.ts';
import { createEndpoint, endpointOf } from './core/http.ts';
import { type InProcessHandler, inProcessHandler } from './core/in-process.ts';
import type { Store } from './core/store.ts';
import { openEvents } from './eventbridge/index.ts';
import type { QueueCalls } from './lambda/queue-reader.ts';
import { inProcessCalls } from './queue-calls.ts';
import { openSqs } from './sqs/index.ts';
import { openStates } from './stepfunctions/index.ts';

export interface CloudOptions {
  /** What it holds is served again. The caller closes it, after the cloud. */
  readonly store: Store;
  /** Called for faults that no request reports: a delivery that broke, for example. */
  readonly report: (message: string, cause: unknown) => void;
  /** Asynchronous invocation, for rules whose target is a Lambda function; resolves when accepted. Default: accepts all. */
  readonly invokeFunction?: (arn: string, payload: unknown) => Promise<void>;
  /** Default: the machine's, going on where the store's was. */
  readonly clock?: Clock;
  /** Default: random. */
  readonly ids?: Ids;
  /** Default: 000000000000. */
  readonly account?: string;
  /** Of the ARNs that it gives out; it answers requests for any region. Default: us-east-1. */
  readonly region?: string;
  /** Whether asl-validator checks state machines too, which takes 0.3 s each. Default: true. */
  readonly lintDefinitions?: boolean;
}

export interface Cloud {
  /** Serves clients over HTTP, on the host and port where the caller lets it listen. */
  readonly server: Server;
  /** URL of `server`, without a trailing slash. */
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** SDK clients that reach it in process: the SDK's codec and validation, without network, signatures and retries. */
  readonly clients: Clients;
  /** For an SDK client of your own: `new SQSClient({ requestHandler, … })`. */
  readonly requestHandler: InProcessHandler;
  /** For `LambdaHost`'s polling, without an SDK client. */
  readonly queueCalls: QueueCalls;
  /** How often each operation was called, by `Service.Operation`: `AmazonSQS.SendMessage`. */
  readonly calls: Map<string, number>;
  /** Cancels timers and ends long polls. The server and the store are the caller's to close. */
  close(): void;
}

export async function openCloud(options: CloudOptions): Promise<Cloud> {
  const context: CloudContext = {
    clock: options.clock ?? (await SteadyClock.resume(options.store)),
    ids: options.ids ?? systemIds,
    store: options.store,
    account: options.account ?? '000000000000',
    region: options.region ?? 'us-east-1',
    endpoint: () => endpointOf(server),
    report: options.report,
  };
  const sqs = await openSqs(context);
  const lint = options.lintDefinitions === false ? { validateDefinition: async () => [] } : {};
  const states = await openStates(context, { sqs, ...lint });
  const invokeFunction = options.invokeFunction ?? (async () => {});
  const events = await openEvents(context, { sqs, states, invokeFunction });
  const dispatcher = new Dispatcher(context, [sqs.service, states.service, events.service]);
  const server = createEndpoint(dispatcher, () => context.ids.uuid());
  const requestHandler = inProcessHandler(dispatcher);
  let clients: Clients | undefined;
  return {
    server,
    get endpoint() {
      return context.endpoint();
    },
    account: context.account,
    region: context.region,
    get clients() {
      clients ??= inProcessClients(requestHandler, context.region, context.endpoint());
      return clients;
    },
    requestHandler,
    queueCalls: inProcessCalls(dispatcher),
    calls: dispatcher.calls,
    close() {
      events.close();
      states.close();
      sqs.close();
    },
  };
}
