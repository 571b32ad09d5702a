/** Messages that no consumer finishes, and the queues that they end in. */
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { waitFor } from '../../infra/local/wait-for.ts';

const timeoutMs = 60_000;

async function urlOf(sqs: SQSClient, QueueName: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return QueueUrl;
}

export async function send(sqs: SQSClient, queue: string, MessageBody: string, MessageGroupId: string): Promise<void> {
  const QueueUrl = await urlOf(sqs, queue);
  const MessageDeduplicationId = MessageGroupId;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId }));
}

/** Receives up to ten messages and leaves them visible. */
async function peek(sqs: SQSClient, QueueUrl: string): Promise<readonly Message[]> {
  const received = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
    WaitTimeSeconds: 1,
  });
  return (await sqs.send(received)).Messages ?? [];
}

/** Receives a message again and again without deleting it, like consumers that crash, until it is in the DLQ. */
export async function takeWithoutFinishing(
  sqs: SQSClient,
  queue: string,
  deadLetterQueue: string,
  part: string,
): Promise<void> {
  const url = await urlOf(sqs, queue);
  const deadUrl = await urlOf(sqs, deadLetterQueue);
  const has = (messages: readonly Message[]) => messages.some(({ Body = '' }) => Body.includes(part)) || undefined;
  await waitFor(timeoutMs, `${queue} has no message with ${part}`, async () => has(await peek(sqs, url)));
  await waitFor(timeoutMs, `${deadLetterQueue} has no message with ${part}`, async () => {
    await peek(sqs, url);
    return has(await all(sqs, deadUrl));
  });
}

/** Receives all messages, then makes them visible again. */
async function all(sqs: SQSClient, QueueUrl: string): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const received = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 });
    const { Messages = [] } = await sqs.send(received);
    if (Messages.length === 0) break;
    messages.push(...Messages);
  }
  const released = messages.map(({ ReceiptHandle }) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
  );
  await Promise.all(released);
  return messages;
}

/** Moves all messages of a DLQ back to their queue. */
export async function redrive(sqs: SQSClient, deadLetterQueue: string): Promise<void> {
  const QueueUrl = await urlOf(sqs, deadLetterQueue);
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const SourceArn = (await sqs.send(asked)).Attributes?.QueueArn;
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
}

/** Waits for the first message. @returns the bodies of all */
export function deadLetters(sqs: SQSClient, deadLetterQueue: string, waitMs: number): Promise<(string | undefined)[]> {
  return waitFor(waitMs, `${deadLetterQueue} stayed empty`, async () => {
    const messages = await peek(sqs, await urlOf(sqs, deadLetterQueue));
    return messages.length > 0 ? messages.map(({ Body }) => Body) : undefined;
  });
}
