import {
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { createQueue } from './queues.ts';
import { expectRefusal } from './refusals.ts';
import type { CloudUnderTest } from './targets/cloud.ts';

async function pipe(cloud: CloudUnderTest, suffix: '' | '.fifo', maxReceiveCount: number) {
  const dead = await createQueue(cloud, `dead${suffix}`);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount });
  return { dead, work: await createQueue(cloud, `work${suffix}`, { RedrivePolicy }) };
}

describeContracts('SQS redrive', (contract) => {
  contract('a message goes to the dead-letter queue after maxReceiveCount receives', async (cloud) => {
    const { dead, work } = await pipe(cloud, '', 2);
    const { MessageId } = await work.send('x');
    for (const count of ['1', '2']) {
      const [message] = await work.receive({ VisibilityTimeout: 0 });
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(count);
    }
    expect(await work.bodies()).toEqual([]);
    const [lost] = await dead.receive();
    expect(lost).toMatchObject({
      MessageId,
      Body: 'x',
      Attributes: { ApproximateReceiveCount: '3', DeadLetterQueueSourceArn: work.arn },
    });
  });

  contract('a FIFO dead-letter queue keeps the group and has an id of its own to deduplicate by', async (cloud) => {
    const { dead, work } = await pipe(cloud, '.fifo', 1);
    await work.sendTo('a', 'a1', 'a2');
    const [first] = await work.receive({ MaxNumberOfMessages: 1 });
    await work.hide(first, 0);
    expect(await work.bodies()).toEqual(['a2']);
    const [lost] = await dead.receive();
    expect(lost).toMatchObject({
      MessageId: first?.MessageId,
      Body: 'a1',
      Attributes: { MessageGroupId: 'a', MessageDeduplicationId: first?.MessageId, DeadLetterQueueSourceArn: work.arn },
    });
    expect(lost?.Attributes?.SequenceNumber).not.toBe(first?.Attributes?.SequenceNumber);
  });

  contract('dead letters are moved back as new messages', async (cloud) => {
    const { dead, work } = await pipe(cloud, '', 1);
    const { MessageId } = await work.send('x');
    await work.receive({ VisibilityTimeout: 0 });
    expect(await work.bodies()).toEqual([]);
    const { TaskHandle } = await cloud.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }));
    expect(TaskHandle).toBeTruthy();
    const list = async () => (await cloud.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }))).Results;
    const ended = await cloud.eventually(list, (tasks) => tasks?.[0]?.Status === 'COMPLETED');
    expect(ended).toMatchObject([
      {
        Status: 'COMPLETED',
        SourceArn: dead.arn,
        ApproximateNumberOfMessagesMoved: 1,
        ApproximateNumberOfMessagesToMove: 1,
      },
    ]);
    const [message] = await work.receive();
    expect(message).toMatchObject({ Body: 'x', Attributes: { ApproximateReceiveCount: '1' } });
    expect(message?.MessageId).not.toBe(MessageId);
  });

  contract('the sources of a dead-letter queue are listed', async (cloud) => {
    const { dead, work } = await pipe(cloud, '', 1);
    const answer = await cloud.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url }));
    expect(answer.queueUrls).toEqual([work.url]);
  });

  contract('a policy is kept with its count as a number, and an empty one is removed', async (cloud) => {
    const dead = await createQueue(cloud, 'dead');
    const set = (RedrivePolicy: string) =>
      cloud.sqs.send(new SetQueueAttributesCommand({ QueueUrl: dead.url, Attributes: { RedrivePolicy } }));
    await set(JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: '42' }));
    expect((await dead.attributes()).RedrivePolicy).toBe(`{"deadLetterTargetArn":"${dead.arn}","maxReceiveCount":42}`);
    await set('');
    expect(await dead.attributes()).not.toHaveProperty('RedrivePolicy');
  });

  contract('a dead-letter queue that does not exist is refused', async (cloud) => {
    const deadLetterTargetArn = `arn:aws:sqs:${cloud.region}:${cloud.account}:none`;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    await expectRefusal(createQueue(cloud, 'work', { RedrivePolicy }), {
      name: 'InvalidParameterValue',
      message: `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
    });
  });

  contract('a queue that nothing is redriven to cannot be moved from', async (cloud) => {
    const { arn } = await createQueue(cloud, 'plain');
    await expectRefusal(cloud.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn })), {
      name: 'InvalidParameterValue',
      message: 'Source queue must be configured as a Dead Letter Queue.',
    });
  });
});
