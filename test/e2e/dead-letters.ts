/** Messages that no consumer finishes, and where they end. */
import {
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { waitFor } from '../../infra/local/wait-for.ts';
import type { Shards } from '../../services/database/shards.ts';
import { deadLettersOf, findDeadLetter } from '../../services/operator/dead-letters.ts';

/** More than the five that led to a dead-letter queue before. */
const receives = 12;
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

/** Receives a message again and again without deleting it, like consumers that crash: more often than any receive count that the queues had. */
export async function takeWithoutFinishing(sqs: SQSClient, queue: string, part: string): Promise<void> {
  const url = await urlOf(sqs, queue);
  for (let receive = 1; receive <= receives; receive++) {
    await waitFor(
      timeoutMs,
      `${queue} has no message with ${part}`,
      async () => (await peek(sqs, url)).some(({ Body = '' }) => Body.includes(part)) || undefined,
    );
  }
}

/** Waits for the first one. @returns the bodies of all that nobody has dealt with */
export function openDeadLetters(shards: Shards, waitMs: number): Promise<string[]> {
  return waitFor(waitMs, 'there is no dead letter', async () => {
    const found = (await deadLettersOf(shards, { limit: 100 })).flat();
    const read = await Promise.all(found.map(({ id }) => findDeadLetter(shards, id)));
    return read.length > 0 ? read.map((letter) => letter?.body ?? '') : undefined;
  });
}
