import { beforeEach, describe, expect, test } from 'vitest';
import { SqsDriver } from '../testing/sqs-driver.ts';

let sqs: SqsDriver;

beforeEach(async () => {
  sqs = await SqsDriver.open();
  return () => sqs.sqs.close();
});

const attributesOf = (QueueUrl: string, ...AttributeNames: string[]) =>
  sqs.call('GetQueueAttributes', { QueueUrl, AttributeNames }).Attributes;

describe('names', () => {
  const standard = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
  const fifo =
    'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.';
  test.each([
    ['a'.repeat(81), {}, standard],
    ['a', { FifoQueue: 'true' }, fifo],
    ['.fifo', { FifoQueue: 'true' }, fifo],
    [`${'a'.repeat(76)}.fifo`, { FifoQueue: 'true' }, fifo],
  ])('%s with %o is refused', (QueueName, Attributes, message) => {
    expect(sqs.error('CreateQueue', { QueueName, Attributes })).toEqual(['InvalidParameterValueException', message]);
  });

  test.each(['a', 'A_b-1', 'a'.repeat(80), `${'a'.repeat(75)}.fifo`])('%s is allowed', (name) => {
    expect(sqs.queue(name)).toBe(`http://127.0.0.1:4566/000000000000/${name}`);
  });
});

describe('attributes', () => {
  const initial = {
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '0',
    ApproximateNumberOfMessagesDelayed: '0',
    CreatedTimestamp: '1767225600',
    LastModifiedTimestamp: '1767225600',
    VisibilityTimeout: '30',
    MaximumMessageSize: '1048576',
    MessageRetentionPeriod: '345600',
    DelaySeconds: '0',
    ReceiveMessageWaitTimeSeconds: '0',
    SqsManagedSseEnabled: 'true',
  };
  const fifo = {
    FifoQueue: 'true',
    DeduplicationScope: 'queue',
    FifoThroughputLimit: 'perQueue',
    ContentBasedDeduplication: 'false',
  };

  test.each([
    ['a', {}],
    ['a.fifo', fifo],
  ])('of a new queue %s', (name, more) => {
    expect(attributesOf(sqs.queue(name), 'All')).toEqual({ QueueArn: sqs.arn(name), ...initial, ...more });
  });

  test('a change shows, with its time', async () => {
    const url = sqs.queue('a');
    await sqs.context.clock.advance(5000);
    sqs.call('SetQueueAttributes', {
      QueueUrl: url,
      Attributes: { VisibilityTimeout: '31', KmsMasterKeyId: 'alias/k' },
    });
    expect(attributesOf(url, 'All')).toEqual({
      QueueArn: sqs.arn('a'),
      ...initial,
      LastModifiedTimestamp: '1767225605',
      VisibilityTimeout: '31',
      KmsMasterKeyId: 'alias/k',
      KmsDataKeyReusePeriodSeconds: '300',
      SqsManagedSseEnabled: 'false',
    });
  });

  test('an empty policy removes the policy', () => {
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    const url = sqs.queue('a', { Policy });
    expect(attributesOf(url, 'Policy')).toEqual({ Policy });
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { Policy: '' } });
    expect(attributesOf(url, 'Policy')).toBeUndefined();
  });

  test.each([
    ['a', { Nothing: '1' }, 'InvalidAttributeName', 'Unknown Attribute Nothing.'],
    ['a', { QueueArn: 'x' }, 'InvalidAttributeName', 'Unknown Attribute QueueArn.'],
    ['a', { FifoQueue: 'false' }, 'InvalidAttributeName', 'Unknown Attribute FifoQueue.'],
    [
      'a',
      { ContentBasedDeduplication: 'true' },
      'InvalidAttributeName',
      'Unknown Attribute ContentBasedDeduplication.',
    ],
    [
      'a',
      { VisibilityTimeout: '43201' },
      'InvalidAttributeValue',
      'Invalid value for the parameter VisibilityTimeout.',
    ],
    ['a', { VisibilityTimeout: '-1' }, 'InvalidAttributeValue', 'Invalid value for the parameter VisibilityTimeout.'],
    ['a', { DelaySeconds: 'x' }, 'InvalidAttributeValue', 'Invalid value for the parameter DelaySeconds.'],
    [
      'a',
      { MaximumMessageSize: '1048577' },
      'InvalidAttributeValue',
      'Invalid value for the parameter MaximumMessageSize.',
    ],
    [
      'a',
      { MessageRetentionPeriod: '59' },
      'InvalidAttributeValue',
      'Invalid value for the parameter MessageRetentionPeriod.',
    ],
    ['a', { Policy: 'x' }, 'InvalidAttributeValue', 'Invalid value for the parameter Policy.'],
    [
      'a.fifo',
      { DeduplicationScope: 'x' },
      'InvalidAttributeValue',
      'Invalid value for the parameter DeduplicationScope.',
    ],
  ])('%s with %o is refused', (QueueName, Attributes, code, message) => {
    const fifoQueue = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
    const create = { QueueName, Attributes: { ...fifoQueue, ...Attributes } };
    expect(sqs.error('CreateQueue', create)).toEqual([code, message]);
    expect(sqs.error('SetQueueAttributes', { QueueUrl: sqs.queue(QueueName), Attributes })).toEqual([code, message]);
  });

  test('high throughput needs deduplication by group', () => {
    const url = sqs.queue('a.fifo');
    const set = (Attributes: object) => ({ QueueUrl: url, Attributes });
    expect(sqs.error('SetQueueAttributes', set({ FifoThroughputLimit: 'perMessageGroupId' }))[0]).toBe(
      'InvalidAttributeValue',
    );
    sqs.call(
      'SetQueueAttributes',
      set({ FifoThroughputLimit: 'perMessageGroupId', DeduplicationScope: 'messageGroup' }),
    );
  });

  test('asking for an unknown one is refused', () => {
    const QueueUrl = sqs.queue('a');
    const unknown = ['InvalidAttributeName', 'Unknown Attribute Nothing.'];
    expect(sqs.error('GetQueueAttributes', { QueueUrl, AttributeNames: ['Nothing'] })).toEqual(unknown);
  });

  test('without names no attributes are returned', () => expect(attributesOf(sqs.queue('a'))).toBeUndefined());
});

describe('creating a queue again', () => {
  beforeEach(() => {
    sqs.queue('dlq');
    sqs.queue('a', {
      VisibilityTimeout: '31',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: sqs.arn('dlq'), maxReceiveCount: 3 }),
    });
  });

  test.each([
    [{}],
    [{ VisibilityTimeout: '31' }],
    [{ DelaySeconds: '0' }],
    [{ RedrivePolicy: '{"maxReceiveCount":"3","deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dlq"}' }],
  ])('with %o gives its URL', (Attributes) => {
    expect(sqs.queue('a', Attributes)).toBe('http://127.0.0.1:4566/000000000000/a');
  });

  test.each([[{ VisibilityTimeout: '30' }], [{ KmsMasterKeyId: 'x' }]])('with %o is refused', (Attributes) => {
    const [name] = Object.keys(Attributes);
    expect(sqs.error('CreateQueue', { QueueName: 'a', Attributes })).toEqual([
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${name}`,
    ]);
  });
});

describe('finding queues', () => {
  test('by prefix and page, with a token only if MaxResults is set', () => {
    const urls = ['a1', 'a2', 'a3', 'b1'].map((name) => sqs.queue(name));
    expect(sqs.call('ListQueues', {})).toEqual({ QueueUrls: urls });
    expect(sqs.call('ListQueues', { QueueNamePrefix: 'b' })).toEqual({ QueueUrls: urls.slice(3) });
    expect(sqs.call('ListQueues', { QueueNamePrefix: 'c' })).toEqual({});
    const page = { QueueNamePrefix: 'a', MaxResults: 2 };
    const { QueueUrls, NextToken } = sqs.call('ListQueues', page);
    expect(QueueUrls).toEqual(urls.slice(0, 2));
    expect(sqs.call('ListQueues', { ...page, NextToken })).toEqual({ QueueUrls: urls.slice(2, 3) });
  });

  test.each([
    ['https://sqs.eu-west-1.amazonaws.com/000000000000/a', undefined],
    ['http://localhost:1/queue/eu-west-1/000000000000/a', undefined],
    ['http://127.0.0.1:4566/000000000000/b', 'QueueDoesNotExist'],
    ['http://127.0.0.1:4566/111111111111/a', 'QueueDoesNotExist'],
    ['http://127.0.0.1:4566/', 'InvalidAddress'],
    ['a', undefined],
    ['b', 'QueueDoesNotExist'],
    ['a b', 'InvalidAddress'],
  ])('the URL %s: %s', (QueueUrl, code) => {
    sqs.queue('a');
    const call = { QueueUrl, MessageBody: 'x' };
    if (code) expect(sqs.error('SendMessage', call)[0]).toBe(code);
    else expect(sqs.call('SendMessage', call)).toHaveProperty('MessageId');
  });

  test('GetQueueUrl for another owner finds none', () => {
    sqs.queue('a');
    expect(sqs.error('GetQueueUrl', { QueueName: 'a', QueueOwnerAWSAccountId: '111111111111' })).toEqual([
      'QueueDoesNotExist',
      'The specified queue does not exist.',
    ]);
  });
});

describe('sixty seconds', () => {
  test('between two purges', async () => {
    const QueueUrl = sqs.queue('a');
    sqs.send(QueueUrl, 'x');
    sqs.receive(QueueUrl);
    sqs.send(QueueUrl, 'y');
    sqs.call('PurgeQueue', { QueueUrl });
    expect(sqs.counts(QueueUrl)).toEqual([0, 0, 0]);
    expect(sqs.error('PurgeQueue', { QueueUrl })).toEqual([
      'PurgeQueueInProgress',
      'Only one PurgeQueue operation on a is allowed every 60 seconds.',
    ]);
    await sqs.context.clock.advance(60_000);
    sqs.call('PurgeQueue', { QueueUrl });
  });

  test('between deleting a queue and creating one of the same name', async () => {
    sqs.call('DeleteQueue', { QueueUrl: sqs.queue('a') });
    expect(sqs.error('CreateQueue', { QueueName: 'a' })).toEqual([
      'QueueDeletedRecently',
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    ]);
    await sqs.context.clock.advance(60_000);
    sqs.queue('a');
  });
});

test('tags are added, overwritten and removed', () => {
  const { QueueUrl } = sqs.call('CreateQueue', { QueueName: 'a', tags: { a: '1', b: '2' } });
  sqs.call('TagQueue', { QueueUrl, Tags: { b: '3', c: '4' } });
  sqs.call('UntagQueue', { QueueUrl, TagKeys: ['a', 'unknown'] });
  expect(sqs.call('ListQueueTags', { QueueUrl })).toEqual({ Tags: { b: '3', c: '4' } });
  sqs.call('UntagQueue', { QueueUrl, TagKeys: ['b', 'c'] });
  expect(sqs.call('ListQueueTags', { QueueUrl })).toEqual({});
});

test('permissions are statements of the policy', () => {
  const QueueUrl = sqs.queue('a');
  const permission = {
    QueueUrl,
    Label: 'L',
    AWSAccountIds: ['111111111111'],
    Actions: ['SendMessage', 'ReceiveMessage'],
  };
  sqs.call('AddPermission', permission);
  expect(JSON.parse(attributesOf(QueueUrl, 'Policy').Policy).Statement).toEqual([
    {
      Sid: 'L',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: ['SQS:SendMessage', 'SQS:ReceiveMessage'],
      Resource: sqs.arn('a'),
    },
  ]);
  expect(sqs.error('AddPermission', permission)[1]).toBe(
    'Value L for parameter Label is invalid. Reason: Already exists.',
  );
  sqs.call('RemovePermission', { QueueUrl, Label: 'L' });
  expect(attributesOf(QueueUrl, 'Policy')).toBeUndefined();
  expect(sqs.error('RemovePermission', { QueueUrl, Label: 'L' })[0]).toBe('InvalidParameterValueException');
});
