/** Step Functions with SQS behind it, as unmodified SDK clients see them, on a clock that the test moves. */
import type { AddressInfo } from 'node:net';
import { SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createEndpoint } from '../../infra/local/cloud/http.ts';
import { inProcessHandler } from '../../infra/local/cloud/in-process.ts';
import { Dispatcher } from '../../infra/local/cloud/service.ts';
import { openSqs } from '../../infra/local/cloud/sqs/index.ts';
import { openStates } from '../../infra/local/cloud/states/index.ts';
import { openTestContext, type TestContext } from '../../infra/local/cloud/testing/virtual-clock.ts';

export const transports = ['http', 'in process'] as const;

export interface StatesUnderTest {
  readonly client: SFNClient;
  readonly sqs: SQSClient;
  readonly context: TestContext;
  /** Creates a queue and gives its URL. */
  createQueue(name: string): Promise<string>;
  /** Takes the next message of a queue as JSON; undefined when there is none. */
  receive(queueUrl: string): Promise<Record<string, string> | undefined>;
  close(): Promise<void>;
}

export async function openStatesClient(transport: (typeof transports)[number]): Promise<StatesUnderTest> {
  let endpoint = 'http://127.0.0.1:4566';
  const context = await openTestContext({ endpoint: () => endpoint });
  const queues = await openSqs(context);
  const states = await openStates(context, { sqs: queues });
  const dispatcher = new Dispatcher(context, [queues.service, states.service]);
  const server = createEndpoint(dispatcher);
  if (transport === 'http') {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const settings = {
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    ...(transport === 'http' ? {} : { requestHandler: inProcessHandler(dispatcher) }),
  };
  const client = new SFNClient(settings);
  const sqs = new SQSClient(settings);
  return {
    client,
    sqs,
    context,
    createQueue: async (name) => (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '',
    async receive(queueUrl) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
      const [message] = Messages;
      if (message?.Body === undefined) return undefined;
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
      return JSON.parse(message.Body);
    },
    async close() {
      client.destroy();
      sqs.destroy();
      states.close();
      queues.close();
      if (server.listening) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
