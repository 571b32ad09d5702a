import { beforeEach, describe, expect, test } from 'vitest';
import { SqsDriver } from '../testing/sqs-driver.ts';

let sqs: SqsDriver;

beforeEach(async () => {
  sqs = await SqsDriver.open();
  return () => sqs.sqs.close();
});

const policy = (target: string, maxReceiveCount = 1) =>
  JSON.stringify({ deadLetterTargetArn: sqs.arn(target), maxReceiveCount });

/** A queue, its dead-letter queue, and a message in the latter. */
async function deadLetter(suffix: '' | '.fifo') {
  const dlq = sqs.queue(`dlq${suffix}`);
  const source = sqs.queue(`source${suffix}`, { RedrivePolicy: policy(`dlq${suffix}`) });
  if (suffix) sqs.sendTo(source, 'g', 'x');
  else sqs.send(source, 'x', { MessageAttributes: { a: { DataType: 'String', StringValue: '1' } } });
  const [original] = sqs.receive(source, { VisibilityTimeout: 10 });
  await sqs.context.clock.advance(10_000);
  expect(sqs.bodies(source)).toEqual([]);
  return { dlq, source, original };
}

test('a message received maxReceiveCount times goes to the dead-letter queue', async () => {
  const { dlq, source, original } = await deadLetter('');
  expect([sqs.counts(source), sqs.counts(dlq)]).toEqual([
    [0, 0, 0],
    [1, 0, 0],
  ]);
  const [message] = sqs.receive(dlq);
  expect(message).toMatchObject({
    MessageId: original.MessageId,
    MessageAttributes: original.MessageAttributes,
    Attributes: {
      SentTimestamp: original.Attributes.SentTimestamp,
      ApproximateFirstReceiveTimestamp: original.Attributes.ApproximateFirstReceiveTimestamp,
      ApproximateReceiveCount: '2',
      DeadLetterQueueSourceArn: sqs.arn('source'),
    },
  });
});

test('on FIFO the deduplication id becomes the message’s id and retention starts again', async () => {
  const { dlq, original } = await deadLetter('.fifo');
  const [message] = sqs.receive(dlq);
  expect(message.MessageId).toBe(original.MessageId);
  expect(message.Attributes).toMatchObject({
    MessageGroupId: 'g',
    MessageDeduplicationId: original.MessageId,
    SentTimestamp: String(sqs.context.clock.now()),
  });
  expect(message.Attributes.SequenceNumber > original.Attributes.SequenceNumber).toBe(true);
});

test('a poison message does not block the rest of its group', async () => {
  sqs.queue('dlq.fifo');
  const source = sqs.queue('source.fifo', { RedrivePolicy: policy('dlq.fifo', 2) });
  sqs.sendTo(source, 'g', 'poison', 'good');
  for (let receive = 0; receive < 2; receive++) {
    expect(sqs.bodies(source, { MaxNumberOfMessages: 1, VisibilityTimeout: 1 })).toEqual(['poison']);
    await sqs.context.clock.advance(1000);
  }
  expect(sqs.bodies(source)).toEqual(['good']);
});

test('a message whose dead-letter queue was deleted stays', async () => {
  const dlq = sqs.queue('dlq');
  const source = sqs.queue('source', { RedrivePolicy: policy('dlq') });
  sqs.call('DeleteQueue', { QueueUrl: dlq });
  sqs.send(source, 'x');
  for (let receive = 0; receive < 3; receive++) {
    expect(sqs.bodies(source, { VisibilityTimeout: 0 })).toEqual(['x']);
  }
});

test('the sources of a dead-letter queue are listed', () => {
  const dlq = sqs.queue('dlq');
  const sources = ['a', 'b'].map((name) => sqs.queue(name, { RedrivePolicy: policy('dlq') }));
  expect(sqs.call('ListDeadLetterSourceQueues', { QueueUrl: dlq })).toEqual({ queueUrls: sources });
  const page = sqs.call('ListDeadLetterSourceQueues', { QueueUrl: dlq, MaxResults: 1 });
  expect(page.queueUrls).toEqual(sources.slice(0, 1));
  const { NextToken } = page;
  expect(sqs.call('ListDeadLetterSourceQueues', { QueueUrl: dlq, MaxResults: 1, NextToken })).toEqual({
    queueUrls: sources.slice(1),
  });
});

describe('what cannot be a dead-letter queue', () => {
  test.each([
    ['missing', 'Dead letter target does not exist.'],
    ['fifo.fifo', 'Dead-letter queue must be same type of queue as the source.'],
    ['closed', 'The dead-letter queue does not allow this queue as a source; see its RedriveAllowPolicy.'],
  ])('%s', (target, reason) => {
    const source = sqs.queue('source');
    sqs.queue('fifo.fifo');
    sqs.queue('closed', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });
    const RedrivePolicy = policy(target);
    expect(sqs.error('SetQueueAttributes', { QueueUrl: source, Attributes: { RedrivePolicy } })).toEqual([
      'InvalidParameterValueException',
      `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    ]);
  });
});

describe('message move tasks', () => {
  const tasks = (MaxResults = 10) =>
    sqs.call('ListMessageMoveTasks', { SourceArn: sqs.arn('dlq'), MaxResults }).Results;

  test('move messages back to where they came from, as new messages', async () => {
    const { source, original } = await deadLetter('');
    const { TaskHandle } = sqs.call('StartMessageMoveTask', { SourceArn: sqs.arn('dlq') });
    expect(tasks()).toMatchObject([{ TaskHandle, Status: 'RUNNING', ApproximateNumberOfMessagesToMove: 1 }]);
    await sqs.context.clock.advance(0);
    expect(tasks()).toEqual([
      {
        Status: 'COMPLETED',
        SourceArn: sqs.arn('dlq'),
        ApproximateNumberOfMessagesMoved: 1,
        ApproximateNumberOfMessagesToMove: 1,
        StartedTimestamp: sqs.context.clock.now(),
      },
    ]);
    const [message] = sqs.receive(source);
    expect(message.MessageId).not.toBe(original.MessageId);
    expect(message.Attributes).toEqual({
      SenderId: 'AIDA000000000000LOCAL',
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: String(sqs.context.clock.now()),
      SentTimestamp: String(sqs.context.clock.now()),
    });
  });

  test('move at the given rate, and can be cancelled', async () => {
    const dlq = sqs.queue('dlq');
    sqs.queue('source', { RedrivePolicy: policy('dlq') });
    const other = sqs.queue('other');
    for (const body of ['1', '2', '3', '4', '5']) sqs.send(dlq, body);
    const { TaskHandle } = sqs.call('StartMessageMoveTask', {
      SourceArn: sqs.arn('dlq'),
      DestinationArn: sqs.arn('other'),
      MaxNumberOfMessagesPerSecond: 2,
    });
    expect(sqs.error('StartMessageMoveTask', { SourceArn: sqs.arn('dlq') })).toEqual([
      'InvalidParameterValueException',
      'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
    ]);
    await sqs.context.clock.advance(1500);
    expect(sqs.counts(other)).toEqual([4, 0, 0]);
    expect(sqs.call('CancelMessageMoveTask', { TaskHandle })).toEqual({ ApproximateNumberOfMessagesMoved: 4 });
    expect(tasks()).toMatchObject([{ Status: 'CANCELLING' }]);
    await sqs.context.clock.advance(10_000);
    expect(tasks()).toMatchObject([{ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 4 }]);
    expect(sqs.counts(dlq)).toEqual([1, 0, 0]);
  });

  test('fail on a message without a source queue', async () => {
    const dlq = sqs.queue('dlq');
    sqs.queue('source', { RedrivePolicy: policy('dlq') });
    sqs.send(dlq, 'sent here');
    sqs.call('StartMessageMoveTask', { SourceArn: sqs.arn('dlq') });
    await sqs.context.clock.advance(0);
    expect(tasks()).toMatchObject([{ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' }]);
    expect(sqs.counts(dlq)).toEqual([1, 0, 0]);
  });

  test('are resumed after a kill', async () => {
    const dlq = sqs.queue('dlq');
    sqs.queue('source', { RedrivePolicy: policy('dlq') });
    const other = sqs.queue('other');
    for (const body of ['1', '2', '3']) sqs.send(dlq, body);
    sqs.call('StartMessageMoveTask', {
      SourceArn: sqs.arn('dlq'),
      DestinationArn: sqs.arn('other'),
      MaxNumberOfMessagesPerSecond: 1,
    });
    await sqs.context.clock.advance(500);
    sqs = await sqs.restart();
    await sqs.context.clock.advance(5000);
    expect(tasks()).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }]);
    expect(sqs.bodies(other)).toEqual(['1', '2', '3']);
  });

  test.each([
    ['StartMessageMoveTask', { SourceArn: 'plain' }, 'InvalidParameterValueException'],
    ['StartMessageMoveTask', { SourceArn: 'plain', DestinationArn: 'missing' }, 'ResourceNotFoundException'],
    ['ListMessageMoveTasks', { SourceArn: 'missing' }, 'ResourceNotFoundException'],
    ['CancelMessageMoveTask', { TaskHandle: btoa('{"taskId":"1"}') }, 'InvalidParameterValueException'],
    ['CancelMessageMoveTask', { TaskHandle: btoa('{"taskId":"1","sourceArn":"x"}') }, 'ResourceNotFoundException'],
  ])('%s of %o is refused', (operation, names, code) => {
    sqs.queue('plain');
    const arns = Object.entries(names).map(([key, name]) => [key, key.endsWith('Arn') ? sqs.arn(name) : name]);
    expect(sqs.error(operation, Object.fromEntries(arns))[0]).toBe(code);
  });
});
