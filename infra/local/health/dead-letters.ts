import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Shards } from '../../../services/database/shards.ts';
import { openDeadLetters } from '../../../services/runtime/dead-letters/open-dead-letters.ts';
import { targetDeadLetterQueueName } from '../../names.ts';
import type { DeadLetters } from './health.ts';

/** Counts the messages that wait for a person: the consumers' in the ledger, EventBridge's in its queue. */
export async function countDeadLetters(sqs: SQSClient, shards: Shards): Promise<DeadLetters> {
  const [parked, undeliveredEvents] = await Promise.all([openDeadLetters(shards), messagesIn(sqs)]);
  return { ...parked, undeliveredEvents };
}

/** On AWS CloudWatch shows the queue's depth; here nobody would. */
async function messagesIn(sqs: SQSClient): Promise<number> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: targetDeadLetterQueueName }));
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] });
  const { Attributes = {} } = await sqs.send(asked);
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
