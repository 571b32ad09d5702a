import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  paginateListQueues,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { createQueue } from './queues.ts';

describeContracts('SQS queues', (contract) => {
  contract('are created, found, listed page by page and deleted', async (cloud) => {
    const urls: string[] = [];
    for (const name of ['a1', 'a2', 'b.fifo']) urls.push((await createQueue(cloud, name)).url);
    expect(await cloud.sqs.send(new GetQueueUrlCommand({ QueueName: 'a1' }))).toMatchObject({ QueueUrl: urls[0] });
    const listed: string[] = [];
    for await (const page of paginateListQueues({ client: cloud.sqs, pageSize: 2 }, {}))
      listed.push(...(page.QueueUrls ?? []));
    expect(listed).toEqual(urls);
    await cloud.sqs.send(new DeleteQueueCommand({ QueueUrl: urls[0] }));
    const { QueueUrls } = await cloud.sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'a' }));
    expect(QueueUrls).toEqual([urls[1]]);
  });

  contract('are created again by the same request', async (cloud) => {
    const { url } = await createQueue(cloud, 'a', { DelaySeconds: '5' });
    expect((await createQueue(cloud, 'a', { DelaySeconds: '5' })).url).toBe(url);
    expect((await createQueue(cloud, 'a')).url).toBe(url);
  });

  contract('have attributes with defaults', async (cloud) => {
    const queue = await createQueue(cloud, 'a');
    const { CreatedTimestamp, LastModifiedTimestamp, ...attributes } = await queue.attributes();
    expect(attributes).toEqual({
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      DelaySeconds: '0',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      VisibilityTimeout: '30',
    });
    for (const seconds of [CreatedTimestamp, LastModifiedTimestamp]) {
      expect(Math.abs(Number(seconds) - cloud.now() / 1000)).toBeLessThan(60);
    }
  });

  contract('that are FIFO have more of them', async (cloud) => {
    const queue = await createQueue(cloud, 'a.fifo', { FifoQueue: 'True' });
    expect(await queue.attributes()).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    });
  });

  contract('have attributes that can be changed', async (cloud) => {
    const queue = await createQueue(cloud, 'a', { DelaySeconds: '5' });
    const Attributes = { VisibilityTimeout: '45' };
    await cloud.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes }));
    expect(await queue.attributes()).toMatchObject({ DelaySeconds: '5', VisibilityTimeout: '45' });
  });

  contract('can be addressed by name alone', async (cloud) => {
    const queue = await createQueue(cloud, 'a');
    await cloud.sqs.send(new SendMessageCommand({ QueueUrl: 'a', MessageBody: 'x' }));
    expect(await queue.bodies()).toEqual(['x']);
  });

  contract('have tags', async (cloud) => {
    const { url: QueueUrl } = await createQueue(cloud, 'a');
    await cloud.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'money', stage: 'local' } }));
    await cloud.sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['stage'] }));
    expect((await cloud.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ team: 'money' });
  });

  contract('are purged, what is in flight included', async (cloud) => {
    const queue = await createQueue(cloud, 'a');
    for (const body of ['x', 'y']) await queue.send(body);
    await queue.receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0 });
    await cloud.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
    expect(await queue.bodies()).toEqual([]);
  });

  contract('are tagged when they are created', async (cloud) => {
    const { QueueUrl } = await cloud.sqs.send(new CreateQueueCommand({ QueueName: 'a', tags: { team: 'money' } }));
    expect((await cloud.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ team: 'money' });
  });
});
