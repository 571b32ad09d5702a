import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { type ProvisionContext, unlessMissing } from '../provider.ts';

/**
 * URL of the queue with this name, undefined when there is none. Queues are remembered by name: their URL has the
 * endpoint's port in it, which may be another one at the next start.
 */
export async function findQueue(QueueName: string, context: ProvisionContext): Promise<string | undefined> {
  // AWS's SDK names the error by its shape, older endpoints by the code of the query protocol.
  const found = await unlessMissing(
    context.sqs.send(new GetQueueUrlCommand({ QueueName })),
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
  );
  return found?.QueueUrl;
}
