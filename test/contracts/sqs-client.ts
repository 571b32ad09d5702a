/** SQS as an unmodified SDK client sees it, over HTTP and in process, on a clock that the test moves. */
import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createEndpoint } from '../../infra/local/cloud/http.ts';
import { inProcessHandler } from '../../infra/local/cloud/in-process.ts';
import { Dispatcher } from '../../infra/local/cloud/service.ts';
import { openSqs } from '../../infra/local/cloud/sqs/index.ts';
import { openTestContext, type TestContext } from '../../infra/local/cloud/testing/virtual-clock.ts';

export const transports = ['http', 'in process'] as const;

export interface SqsUnderTest {
  readonly client: SQSClient;
  readonly context: TestContext;
  /** Resolves once an operation was called `times` times in all: a long poll has then reached the queue. */
  called(operation: string, times: number): Promise<void>;
  close(): Promise<void>;
}

export async function openSqsClient(transport: (typeof transports)[number]): Promise<SqsUnderTest> {
  let endpoint = 'http://127.0.0.1:4566';
  const context = await openTestContext({ endpoint: () => endpoint });
  const sqs = await openSqs(context);
  const dispatcher = new Dispatcher(context, [sqs.service]);
  const server = createEndpoint(dispatcher);
  if (transport === 'http') {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const client = new SQSClient({
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    ...(transport === 'http' ? {} : { requestHandler: inProcessHandler(dispatcher) }),
  });
  return {
    client,
    context,
    called: (operation, times) => until(() => (dispatcher.calls.get(`AmazonSQS.${operation}`) ?? 0) >= times),
    async close() {
      client.destroy();
      sqs.close();
      if (server.listening) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** Lets the event loop turn until the condition holds; the test's own time-out is the bound. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
