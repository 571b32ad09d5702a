/** EventBridge with SQS behind it, as unmodified SDK clients see them, on a clock that the test moves. */
import type { AddressInfo } from 'node:net';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { openCloud } from '../../infra/local/cloud/cloud.ts';
import { createEndpoint } from '../../infra/local/cloud/http.ts';
import { inProcessHandler } from '../../infra/local/cloud/in-process.ts';
import { openTestContext, type TestContext } from '../../infra/local/cloud/testing/virtual-clock.ts';

export const transports = ['http', 'in process'] as const;

export interface EventsUnderTest {
  readonly client: EventBridgeClient;
  readonly context: TestContext;
  /** What functions were invoked with, oldest first. */
  readonly invoked: { readonly arn: string; readonly payload: unknown }[];
  /** Creates a queue and gives its ARN. */
  createQueue(name: string): Promise<string>;
  /** Takes up to ten messages of a queue. */
  receive(queueArn: string): Promise<Message[]>;
  /** The same as parsed bodies. */
  bodies(queueArn: string): Promise<unknown[]>;
  close(): Promise<void>;
}

export async function openEventsClient(transport: (typeof transports)[number]): Promise<EventsUnderTest> {
  let endpoint = 'http://127.0.0.1:4566';
  const context = await openTestContext({ endpoint: () => endpoint });
  const invoked: EventsUnderTest['invoked'] = [];
  const cloud = await openCloud(context, async (arn, payload) => {
    invoked.push({ arn, payload });
  });
  const server = createEndpoint(cloud.dispatcher);
  if (transport === 'http') {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const settings = {
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    ...(transport === 'http' ? {} : { requestHandler: inProcessHandler(cloud.dispatcher) }),
  };
  const client = new EventBridgeClient(settings);
  const sqs = new SQSClient(settings);
  const urlOf = (arn: string) => `${endpoint}/000000000000/${arn.split(':').at(-1)}`;
  const receive = async (arn: string) => {
    const QueueUrl = urlOf(arn);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return Messages;
  };
  return {
    client,
    context,
    invoked,
    async createQueue(name) {
      const Attributes = name.endsWith('.fifo') ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : undefined;
      await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
      return `arn:aws:sqs:us-east-1:000000000000:${name}`;
    },
    receive,
    bodies: async (arn) => (await receive(arn)).map(({ Body = '' }) => JSON.parse(Body)),
    async close() {
      client.destroy();
      sqs.destroy();
      cloud.close();
      if (server.listening) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
