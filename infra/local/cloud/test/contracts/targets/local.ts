/** The local cloud, over HTTP and in process, on a clock that the case moves. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createEndpoint } from '../../../src/core/http.ts';
import { inProcessHandler } from '../../../src/core/in-process.ts';
import { Dispatcher } from '../../../src/core/dispatcher.ts';
import { openEvents } from '../../../src/eventbridge/index.ts';
import { openSqs } from '../../../src/sqs/index.ts';
import { openStates } from '../../../src/stepfunctions/index.ts';
import { openTestContext, type TestContext } from '../../../src/testing/virtual-clock.ts';
import { Clients } from './clients.ts';
import type { CloudUnderTest, Target } from './cloud.ts';

/** What is asked for again and again may take that long by the cloud's clock, which costs nothing. */
const patienceSeconds = 120;

export interface LocalCloud extends CloudUnderTest {
  readonly context: TestContext;
  readonly dispatcher: Dispatcher;
  /** What functions were invoked with, oldest first. */
  readonly invoked: { readonly arn: string; readonly payload: unknown }[];
}

export type Transport = 'over HTTP' | 'in process';

export const localTargets: readonly Target[] = (['over HTTP', 'in process'] as const).map((transport) => ({
  name: `the local cloud ${transport}`,
  concurrent: false,
  prepare: async () => undefined,
  open: () => openLocalCloud(transport),
}));

export async function openLocalCloud(transport: Transport): Promise<LocalCloud> {
  let endpoint = 'http://127.0.0.1:4566';
  const context = await openTestContext({ endpoint: () => endpoint });
  const invoked: LocalCloud['invoked'] = [];
  const queues = await openSqs(context);
  // Without the second opinion on definitions: it takes 0.3 s each.
  const machines = await openStates(context, { sqs: queues, secondOpinion: async () => [] });
  const invokeFunction = async (arn: string, payload: unknown) => {
    invoked.push({ arn, payload });
  };
  const buses = await openEvents(context, { sqs: queues, states: machines, invokeFunction });
  const dispatcher = new Dispatcher(context, [queues.service, machines.service, buses.service]);
  const server = createEndpoint(dispatcher);
  const overHttp = transport === 'over HTTP';
  if (overHttp) {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const settings = {
    region: context.region,
    endpoint,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    ...(overHttp ? {} : { requestHandler: inProcessHandler(dispatcher) }),
  };
  const clients = new Clients(settings);
  const pass = (seconds: number) => context.clock.advance(seconds * 1000);
  return {
    get sqs() {
      return clients.sqs;
    },
    get events() {
      return clients.events;
    },
    get states() {
      return clients.states;
    },
    context,
    dispatcher,
    invoked,
    account: context.account,
    region: context.region,
    now: context.clock.now,
    pass,
    async eventually(ask, enough) {
      await pass(0);
      let answer = await ask();
      for (let waited = 0; !enough(answer) && waited < patienceSeconds; waited++) {
        await pass(1);
        answer = await ask();
      }
      return answer;
    },
    async close() {
      clients.destroy();
      for (const service of [buses, machines, queues]) service.close();
      server.closeAllConnections();
      if (overHttp) await once(server.close(), 'close');
      await context.store.close();
      if (context.faults.length > 0) throw new AggregateError(context.faults, 'faults inside the local cloud');
    },
  };
}
