/** Helpers for queues. */
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import type { CloudUnderTest } from './targets/cloud.ts';

export interface TestQueue {
  readonly url: string;
  readonly arn: string;
  send(body: string, more?: Partial<SendMessageCommandInput>): ReturnType<typeof sent>;
  /** To a FIFO queue; the body is also the deduplication id. */
  sendTo(group: string, ...bodies: string[]): Promise<void>;
  /** Up to ten messages, with all their attributes. */
  receive(more?: Partial<ReceiveMessageCommandInput>): Promise<Message[]>;
  bodies(more?: Partial<ReceiveMessageCommandInput>): Promise<string[]>;
  /** Bodies of the first receive with `count` messages. */
  soon(count: number): Promise<string[]>;
  /** Receives and deletes messages until there are `count` bodies. */
  arrivals(count: number): Promise<Message[]>;
  remove(message: Message | undefined): Promise<unknown>;
  hide(message: Message | undefined, seconds: number): Promise<unknown>;
  attributes(): Promise<Record<string, string>>;
}

const sent = async (cloud: CloudUnderTest, input: SendMessageCommandInput) =>
  cloud.sqs.send(new SendMessageCommand(input));

export const queueArn = ({ region, account }: CloudUnderTest, name: string) =>
  `arn:aws:sqs:${region}:${account}:${name}`;

/** A FIFO queue if the name ends in `.fifo`. */
export async function createQueue(
  cloud: CloudUnderTest,
  QueueName: string,
  attributes: Record<string, string> = {},
): Promise<TestQueue> {
  const fifo = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
  const Attributes = { ...fifo, ...attributes };
  const { QueueUrl = '' } = await cloud.sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return queueOf(cloud, QueueUrl, queueArn(cloud, QueueName));
}

function queueOf(cloud: CloudUnderTest, QueueUrl: string, arn: string): TestQueue {
  const { sqs } = cloud;
  const all = {
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['All' as const],
    MessageAttributeNames: ['All'],
  };
  const receive: TestQueue['receive'] = async (more) =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...all, ...more }))).Messages ?? [];
  const send: TestQueue['send'] = (MessageBody, more) => sent(cloud, { QueueUrl, MessageBody, ...more });
  const remove: TestQueue['remove'] = (message) =>
    sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  const bodies: TestQueue['bodies'] = async (more) => (await receive(more)).map(({ Body = '' }) => Body);
  return {
    url: QueueUrl,
    arn,
    send,
    receive,
    remove,
    async sendTo(MessageGroupId, ...bodies) {
      for (const body of bodies) await send(body, { MessageGroupId, MessageDeduplicationId: body });
    },
    bodies,
    soon: (count) => cloud.eventually(bodies, ({ length }) => length >= count),
    async arrivals(count) {
      const arrived: Message[] = [];
      const ask = async () => {
        const messages = await receive();
        for (const message of messages) await remove(message);
        arrived.push(...messages);
        return arrived;
      };
      return cloud.eventually(ask, ({ length }) => length >= count);
    },
    hide: (message, VisibilityTimeout) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }),
      ),
    async attributes() {
      const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      return answer.Attributes ?? {};
    },
  };
}
