import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqsClient, type SqsUnderTest, transports } from './sqs-client.ts';

const missing = 'http://127.0.0.1:4566/000000000000/missing';
const QueueUrl = 'http://127.0.0.1:4566/000000000000/work';
const fifoUrl = 'http://127.0.0.1:4566/000000000000/work.fifo';
const purged = 'http://127.0.0.1:4566/000000000000/purged';
const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const entry = (Id: string) => ({ Id, MessageBody: 'x' });

/** What is sent, the error's name as the SDK gives it, and its text. */
const cases = [
  [new GetQueueUrlCommand({ QueueName: 'missing' }), 'QueueDoesNotExist', 'The specified queue does not exist.'],
  [
    new SendMessageCommand({ QueueUrl: missing, MessageBody: 'x' }),
    'QueueDoesNotExist',
    'The specified queue does not exist.',
  ],
  [new DeleteQueueCommand({ QueueUrl: missing }), 'QueueDoesNotExist', 'The specified queue does not exist.'],
  [
    new SendMessageCommand({ QueueUrl: 'http://127.0.0.1:4566/', MessageBody: 'x' }),
    'InvalidAddress',
    'The address http://127.0.0.1:4566/ is not valid for this endpoint.',
  ],
  [
    new CreateQueueCommand({ QueueName: 'work', Attributes: { DelaySeconds: '1' } }),
    'QueueNameExists',
    'A queue already exists with the same name and a different value for attribute DelaySeconds',
  ],
  [
    new CreateQueueCommand({ QueueName: 'gone' }),
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
  ],
  [
    new CreateQueueCommand({ QueueName: 'a b' }),
    'InvalidParameterValue',
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  ],
  [
    new CreateQueueCommand({ QueueName: 'new', Attributes: { FifoQueue: 'false' } }),
    'InvalidAttributeName',
    'Unknown Attribute FifoQueue.',
  ],
  [
    new CreateQueueCommand({ QueueName: 'new', Attributes: { DelaySeconds: '901' } }),
    'InvalidAttributeValue',
    'Invalid value for the parameter DelaySeconds.',
  ],
  [
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['FifoQueue'] }),
    'InvalidAttributeName',
    'Unknown Attribute FifoQueue.',
  ],
  [
    new PurgeQueueCommand({ QueueUrl: purged }),
    'PurgeQueueInProgress',
    'Only one PurgeQueue operation on purged is allowed every 60 seconds.',
  ],
  [
    new SendMessageCommand({ QueueUrl, MessageBody: '' }),
    'MissingParameter',
    'The request must contain the parameter MessageBody.',
  ],
  [
    new SendMessageCommand({ QueueUrl, MessageBody: '\u0007' }),
    'InvalidMessageContents',
    "Invalid binary character '#x7' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].",
  ],
  [
    new SendMessageCommand({ QueueUrl: fifoUrl, MessageBody: 'x' }),
    'MissingParameter',
    'The request must contain the parameter MessageGroupId.',
  ],
  [
    new SendMessageCommand({ QueueUrl: fifoUrl, MessageBody: 'x', MessageGroupId: 'g' }),
    'InvalidParameterValue',
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  ],
  [
    new SendMessageBatchCommand({ QueueUrl, Entries: [] }),
    'EmptyBatchRequest',
    'There should be at least one SendMessageBatchRequestEntry in the request.',
  ],
  [
    new SendMessageBatchCommand({ QueueUrl, Entries: [entry('a'), entry('a')] }),
    'BatchEntryIdsNotDistinct',
    'Id a repeated.',
  ],
  [
    new SendMessageBatchCommand({ QueueUrl, Entries: [entry('a b')] }),
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
  ],
  [
    new SendMessageBatchCommand({ QueueUrl, Entries: [...'abcdefghijk'].map(entry) }),
    'TooManyEntriesInBatchRequest',
    'Maximum number of entries per request are 10. You have sent 11.',
  ],
  [
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }),
    'InvalidParameterValue',
    'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
  ],
  [
    new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' }),
    'ReceiptHandleIsInvalid',
    'The input receipt handle "x" is not a valid receipt handle.',
  ],
  [
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 1 }),
    'ReceiptHandleIsInvalid',
    'The input receipt handle "x" is not a valid receipt handle.',
  ],
  [
    new StartMessageMoveTaskCommand({ SourceArn: 'arn:aws:sqs:us-east-1:000000000000:missing' }),
    'ResourceNotFoundException',
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  ],
  [
    new StartMessageMoveTaskCommand({ SourceArn: 'arn:aws:sqs:us-east-1:000000000000:work' }),
    'InvalidParameterValue',
    'Source queue must be configured as a Dead Letter Queue.',
  ],
  [
    new CancelMessageMoveTaskCommand({ TaskHandle: btoa(`{"taskId":"1","sourceArn":"${arn('work')}"}`) }),
    'ResourceNotFoundException',
    'Task does not exist.',
  ],
] as const;

/** Those that are not 400. */
const statuses: Readonly<Record<string, number>> = {
  InvalidAddress: 404,
  PurgeQueueInProgress: 403,
  ReceiptHandleIsInvalid: 404,
  ResourceNotFoundException: 404,
};

describe.each(transports)('SQS errors, %s', (transport) => {
  let sqs: SqsUnderTest;

  beforeAll(async () => {
    sqs = await openSqsClient(transport);
    const create = (QueueName: string, Attributes = {}) =>
      sqs.client.send(new CreateQueueCommand({ QueueName, Attributes }));
    await create('work');
    await create('work.fifo', { FifoQueue: 'true' });
    await create('purged');
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl: purged }));
    const { QueueUrl: gone } = await create('gone');
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl: gone }));
  });
  afterAll(() => sqs.close());

  test.each(cases.map(([command, name, message]) => ({ command, name, message })))(
    '$command.constructor.name: $name, $message',
    async ({ command, name, message }) => {
      // One overload takes them all; the union of commands fits none.
      const failure = await sqs.client.send(command as SendMessageCommand).catch((error: unknown) => error);
      const httpStatusCode = statuses[name] ?? 400;
      expect(failure).toMatchObject({ name, message, $fault: 'client', $metadata: { httpStatusCode } });
    },
  );

  test.each([
    [new GetQueueUrlCommand({ QueueName: 'missing' }), QueueDoesNotExist],
    [new CreateQueueCommand({ QueueName: 'work', Attributes: { DelaySeconds: '1' } }), QueueNameExists],
    [new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' }), ReceiptHandleIsInvalid],
  ])('%s has the class of the SDK', async (command, errorClass) => {
    await expect(sqs.client.send(command as GetQueueUrlCommand)).rejects.toBeInstanceOf(errorClass);
  });
});
