import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { type ProvisionContext, unlessMissing } from '../provider.ts';

/**
 * The URL of the queue with this name; undefined if there is none. Queues are remembered by name because their URL contains
 * the endpoint's port, which may change at the next start.
 */
export async function findQueue(QueueName: string, context: ProvisionContext): Promise<string | undefined> {
  // AWS's SDK uses the name of the error's shape, older endpoints the code of the query protocol.
  const found = await unlessMissing(
    context.sqs.send(new GetQueueUrlCommand({ QueueName })),
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
  );
  return found?.QueueUrl;
}
