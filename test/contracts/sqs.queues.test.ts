import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  paginateListQueues,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqsClient, type SqsUnderTest, transports } from './sqs-client.ts';

describe.each(transports)('SQS queues, %s', (transport) => {
  let sqs: SqsUnderTest;

  beforeEach(async () => {
    sqs = await openSqsClient(transport);
  });
  afterEach(() => sqs.close());

  const create = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl = '' } = await sqs.client.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

  test('are created, found, listed page by page and deleted', async () => {
    const urls = [await create('a1'), await create('a2'), await create('b.fifo', { FifoQueue: 'true' })];
    expect(await sqs.client.send(new GetQueueUrlCommand({ QueueName: 'a1' }))).toMatchObject({ QueueUrl: urls[0] });
    const listed: string[] = [];
    for await (const page of paginateListQueues({ client: sqs.client, pageSize: 2 }, {}))
      listed.push(...(page.QueueUrls ?? []));
    expect(listed).toEqual(urls);
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl: urls[0] }));
    const { QueueUrls } = await sqs.client.send(new ListQueuesCommand({ QueueNamePrefix: 'a' }));
    expect(QueueUrls).toEqual([urls[1]]);
  });

  test('have attributes that can be changed', async () => {
    const QueueUrl = await create('a', { DelaySeconds: '5' });
    await sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '45' } }));
    const { Attributes } = await sqs.client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ QueueArn: arn('a'), DelaySeconds: '5', VisibilityTimeout: '45' });
  });

  test('have tags', async () => {
    const QueueUrl = await create('a');
    await sqs.client.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'money', stage: 'local' } }));
    await sqs.client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['stage'] }));
    expect((await sqs.client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ team: 'money' });
  });

  test('are purged', async () => {
    const QueueUrl = await create('a');
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl }));
    expect((await sqs.client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();
  });

  test('give up messages to a dead-letter queue, and get them back', async () => {
    const dead = await create('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 1 });
    const QueueUrl = await create('work', { RedrivePolicy });
    const { queueUrls } = await sqs.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
    expect(queueUrls).toEqual([QueueUrl]);

    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    await sqs.client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
    expect((await sqs.client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();

    await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn: arn('dead') }));
    await sqs.context.clock.advance(0);
    const { Results } = await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn: arn('dead') }));
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
    expect((await sqs.client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toMatchObject([{ Body: 'x' }]);
  });
});
