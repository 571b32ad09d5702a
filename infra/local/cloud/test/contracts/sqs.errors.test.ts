/** Refusals of SQS: the names of the SDK's exceptions, and AWS's texts. */
import {
  AddPermissionCommand,
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  RemovePermissionCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { describeContracts } from './contract.ts';
import { createQueue, queueArn } from './queues.ts';
import { expectRefusal } from './refusals.ts';
import type { CloudUnderTest } from './targets/cloud.ts';

interface Fixture {
  readonly cloud: CloudUnderTest;
  /** A standard queue; `fifoUrl` is a FIFO queue. */
  readonly QueueUrl: string;
  readonly fifoUrl: string;
}

async function build(cloud: CloudUnderTest): Promise<Fixture> {
  const [{ url: QueueUrl }, { url: fifoUrl }] = [
    await createQueue(cloud, 'work'),
    await createQueue(cloud, 'work.fifo'),
  ];
  return { cloud, QueueUrl, fifoUrl };
}

const entry = (Id: string) => ({ Id, MessageBody: 'x' });
const handleOf = (sourceArn: string) =>
  btoa(JSON.stringify({ taskId: '10f57157-fc38-4da9-a113-4de7e12d05aa', sourceArn }));
const unreadable = 'The input receipt handle "x" is not a valid receipt handle.';
const badName = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
const badId =
  'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';
const allowed = '#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]';

/** The command, the error's name and text, and the HTTP status if it is not 400. */
const cases: readonly (readonly [
  title: string,
  command: (fixture: Fixture) => object,
  name: string,
  message: string,
  status?: number,
])[] = [
  [
    'the URL of no queue',
    () => new GetQueueUrlCommand({ QueueName: 'missing' }),
    'QueueDoesNotExist',
    'The specified queue does not exist.',
  ],
  [
    'a message to no queue',
    ({ QueueUrl }) => new SendMessageCommand({ QueueUrl: `${QueueUrl}x`, MessageBody: 'x' }),
    'QueueDoesNotExist',
    'The specified queue does not exist.',
  ],
  [
    'deleting no queue',
    ({ QueueUrl }) => new DeleteQueueCommand({ QueueUrl: `${QueueUrl}x` }),
    'QueueDoesNotExist',
    'The specified queue does not exist.',
  ],
  [
    'a queue with other attributes',
    () => new CreateQueueCommand({ QueueName: 'work', Attributes: { DelaySeconds: '1' } }),
    'QueueNameExists',
    'A queue already exists with the same name and a different value for attribute DelaySeconds',
  ],
  ['a queue name with a space', () => new CreateQueueCommand({ QueueName: 'a b' }), 'InvalidParameterValue', badName],
  [
    'a FIFO name for a standard queue',
    () => new CreateQueueCommand({ QueueName: 'a.fifo' }),
    'InvalidParameterValue',
    badName,
  ],
  [
    'a standard queue that says so',
    () => new CreateQueueCommand({ QueueName: 'new', Attributes: { FifoQueue: 'false' } }),
    'InvalidAttributeName',
    'Unknown Attribute FifoQueue.',
  ],
  [
    'an attribute that does not exist',
    ({ QueueUrl }) => new SetQueueAttributesCommand({ QueueUrl, Attributes: { No: '1' } as object }),
    'InvalidAttributeName',
    'Unknown Attribute No.',
  ],
  [
    'an attribute out of range',
    () => new CreateQueueCommand({ QueueName: 'new', Attributes: { DelaySeconds: '901' } }),
    'InvalidAttributeValue',
    'Invalid value for the parameter DelaySeconds.',
  ],
  [
    'asking a standard queue whether it is FIFO',
    ({ QueueUrl }) => new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['FifoQueue'] }),
    'InvalidAttributeName',
    'Unknown Attribute FifoQueue.',
  ],
  [
    'making a standard queue FIFO',
    ({ QueueUrl }) => new SetQueueAttributesCommand({ QueueUrl, Attributes: { FifoQueue: 'true' } }),
    'InvalidAttributeName',
    'Unknown Attribute FifoQueue.',
  ],
  [
    'making a FIFO queue standard',
    ({ fifoUrl }) => new SetQueueAttributesCommand({ QueueUrl: fifoUrl, Attributes: { FifoQueue: 'false' } }),
    'InvalidAttributeValue',
    'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
  ],
  [
    'a message without a body',
    ({ QueueUrl }) => new SendMessageCommand({ QueueUrl, MessageBody: '' }),
    'MissingParameter',
    'The request must contain the parameter MessageBody.',
  ],
  [
    'a message with a control character',
    ({ QueueUrl }) => new SendMessageCommand({ QueueUrl, MessageBody: '\u0007' }),
    'InvalidMessageContents',
    `Invalid binary character '#x7' was found in the message body, the set of allowed characters is ${allowed}.`,
  ],
  [
    'a delay of more than 15 minutes',
    ({ QueueUrl }) => new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds: 901 }),
    'InvalidParameterValue',
    'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
  ],
  [
    'a delay of a FIFO message',
    ({ fifoUrl }) =>
      new SendMessageCommand({
        QueueUrl: fifoUrl,
        MessageBody: 'x',
        MessageGroupId: 'g',
        MessageDeduplicationId: 'd',
        DelaySeconds: 1,
      }),
    'InvalidParameterValue',
    'Value 1 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
  ],
  [
    'a deduplication id on a standard queue',
    ({ QueueUrl }) => new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageDeduplicationId: 'd' }),
    'InvalidParameterValue',
    'Value d for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter that is not valid for this queue type.',
  ],
  [
    'a group id with a space',
    ({ fifoUrl }) =>
      new SendMessageCommand({
        QueueUrl: fifoUrl,
        MessageBody: 'x',
        MessageGroupId: 'g g',
        MessageDeduplicationId: 'd',
      }),
    'InvalidParameterValue',
    'Value g g for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
  ],
  [
    'an attribute of no type',
    ({ QueueUrl }) =>
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'x',
        MessageAttributes: { a: { DataType: 'Date', StringValue: 'x' } },
      }),
    'InvalidParameterValue',
    "The type of message (user) attribute 'a' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
  ],
  [
    'an attribute without a value',
    ({ QueueUrl }) =>
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'x',
        MessageAttributes: { a: { DataType: 'String', StringValue: '' } },
      }),
    'InvalidParameterValue',
    "Message (user) attribute 'a' must contain a non-empty value of type 'String'.",
  ],
  [
    'an empty batch',
    ({ QueueUrl }) => new SendMessageBatchCommand({ QueueUrl, Entries: [] }),
    'EmptyBatchRequest',
    'There should be at least one SendMessageBatchRequestEntry in the request.',
  ],
  [
    'a batch with an id twice',
    ({ QueueUrl }) => new SendMessageBatchCommand({ QueueUrl, Entries: [entry('a'), entry('a')] }),
    'BatchEntryIdsNotDistinct',
    'Id a repeated.',
  ],
  [
    'a batch with a bad id',
    ({ QueueUrl }) => new SendMessageBatchCommand({ QueueUrl, Entries: [entry('a b')] }),
    'InvalidBatchEntryId',
    badId,
  ],
  [
    'a batch with an empty id',
    ({ QueueUrl }) => new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: '', ReceiptHandle: 'x' }] }),
    'InvalidBatchEntryId',
    badId,
  ],
  [
    'a batch of eleven',
    ({ QueueUrl }) => new SendMessageBatchCommand({ QueueUrl, Entries: [...'abcdefghijk'].map(entry) }),
    'TooManyEntriesInBatchRequest',
    'Maximum number of entries per request are 10. You have sent 11.',
  ],
  [
    'a batch of more than 1 MiB',
    ({ QueueUrl }) =>
      new SendMessageBatchCommand({ QueueUrl, Entries: [entry('a'), { Id: 'b', MessageBody: 'x'.repeat(1_048_576) }] }),
    'BatchRequestTooLong',
    'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
  ],
  [
    'receiving eleven messages',
    ({ QueueUrl }) => new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }),
    'InvalidParameterValue',
    'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
  ],
  [
    'receiving no message',
    ({ QueueUrl }) => new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 0 }),
    'InvalidParameterValue',
    'Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
  ],
  [
    'waiting for 21 seconds',
    ({ QueueUrl }) => new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 21 }),
    'InvalidParameterValue',
    'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
  ],
  [
    'deleting by an invalid receipt handle',
    ({ QueueUrl }) => new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' }),
    'ReceiptHandleIsInvalid',
    unreadable,
    404,
  ],
  [
    'hiding by an invalid receipt handle',
    ({ QueueUrl }) => new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 1 }),
    'ReceiptHandleIsInvalid',
    unreadable,
    404,
  ],
  [
    'hiding for more than 12 hours',
    ({ QueueUrl }) => new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 43_201 }),
    'InvalidParameterValue',
    'Value 43201 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200.',
  ],
  [
    'removing a permission that is not there',
    ({ QueueUrl }) => new RemovePermissionCommand({ QueueUrl, Label: 'l' }),
    'InvalidParameterValue',
    "Value l for parameter Label is invalid. Reason: can't find label.",
  ],
  [
    'a permission label with a space',
    ({ QueueUrl }) =>
      new AddPermissionCommand({ QueueUrl, Label: 'l l', AWSAccountIds: ['111122223333'], Actions: ['*'] }),
    'InvalidParameterValue',
    `Value l l for parameter Label is invalid. Reason: ${badName}`,
  ],
  [
    'moving from no queue',
    ({ cloud }) => new StartMessageMoveTaskCommand({ SourceArn: queueArn(cloud, 'missing') }),
    'ResourceNotFoundException',
    "The resource that you specified for the SourceArn parameter doesn't exist.",
    404,
  ],
  [
    'cancelling by an invalid task handle',
    () => new CancelMessageMoveTaskCommand({ TaskHandle: 'x' }),
    'InvalidParameterValue',
    'Value for parameter TaskHandle is invalid.',
  ],
  [
    'cancelling a task of no queue',
    ({ cloud }) => new CancelMessageMoveTaskCommand({ TaskHandle: handleOf(queueArn(cloud, 'missing')) }),
    'ResourceNotFoundException',
    "The resource that you specified for the SourceArn parameter doesn't exist.",
    404,
  ],
  [
    'cancelling no task',
    ({ cloud }) => new CancelMessageMoveTaskCommand({ TaskHandle: handleOf(queueArn(cloud, 'work')) }),
    'ResourceNotFoundException',
    'Task does not exist.',
    404,
  ],
];

describeContracts('SQS refuses', (contract) => {
  for (const [title, command, name, message, status] of cases) {
    contract(title, async (cloud) => {
      const fixture = await build(cloud);
      // `send` has no overload for the union of commands.
      await expectRefusal(cloud.sqs.send(command(fixture) as SendMessageCommand), {
        name,
        message,
        ...(status ? { status } : {}),
      });
    });
  }

  contract('a second purge within a minute', async (cloud) => {
    const { QueueUrl } = await build(cloud);
    await cloud.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    const message = 'Only one PurgeQueue operation on work is allowed every 60 seconds.';
    await expectRefusal(cloud.sqs.send(new PurgeQueueCommand({ QueueUrl })), {
      name: 'PurgeQueueInProgress',
      message,
      status: 403,
    });
  });

  contract('the name of a queue deleted within the last minute', async (cloud) => {
    const { QueueUrl } = await build(cloud);
    await cloud.sqs.send(new DeleteQueueCommand({ QueueUrl }));
    const message = 'You must wait 60 seconds after deleting a queue before you can create another with the same name.';
    await expectRefusal(createQueue(cloud, 'work'), { name: 'QueueDeletedRecently', message });
  });
});
