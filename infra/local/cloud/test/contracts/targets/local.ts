/** The local cloud, over HTTP and in process, on a clock that the case moves. */
import { once } from 'node:events';
import { type Cloud, openCloud } from '../../../src/cloud.ts';
import { openTestContext, type TestContext } from '../../../src/testing/virtual-clock.ts';
import { Clients } from './clients.ts';
import type { CloudUnderTest, Target } from './cloud.ts';

/** How long `eventually` asks, by the cloud's own clock, which costs no real time. */
const maxWaitSeconds = 120;

export interface LocalCloud extends CloudUnderTest {
  readonly context: TestContext;
  readonly cloud: Cloud;
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
  const context = await openTestContext();
  const invoked: LocalCloud['invoked'] = [];
  const cloud = await openCloud({
    ...context,
    async invokeFunction(arn, payload) {
      invoked.push({ arn, payload });
    },
    lintDefinitions: false,
  });
  const overHttp = transport === 'over HTTP';
  if (overHttp) await once(cloud.server.listen(0, '127.0.0.1'), 'listening');
  const settings = {
    region: context.region,
    endpoint: cloud.endpoint,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    ...(overHttp ? {} : { requestHandler: cloud.requestHandler }),
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
    cloud,
    invoked,
    account: context.account,
    region: context.region,
    now: context.clock.now,
    pass,
    async eventually(ask, enough) {
      await pass(0);
      let answer = await ask();
      for (let waited = 0; !enough(answer) && waited < maxWaitSeconds; waited++) {
        await pass(1);
        answer = await ask();
      }
      return answer;
    },
    async close() {
      clients.destroy();
      cloud.close();
      cloud.server.closeAllConnections();
      if (overHttp) await once(cloud.server.close(), 'close');
      await context.store.close();
      if (context.faults.length > 0) throw new AggregateError(context.faults, 'faults inside the local cloud');
    },
  };
}
