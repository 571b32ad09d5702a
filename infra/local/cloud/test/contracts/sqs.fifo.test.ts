import { createHash } from 'node:crypto';
import { PurgeQueueCommand, SendMessageBatchCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { createQueue } from './queues.ts';
import { expectRefusal } from './refusals.ts';

describeContracts('SQS FIFO', (contract) => {
  contract('a group is received in the order of sending', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    await queue.sendTo('a', 'a1', 'a2', 'a3', 'a4', 'a5');
    const received: string[] = [];
    for (const limit of [1, 2, 2]) {
      for (const message of await queue.receive({ MaxNumberOfMessages: limit })) {
        received.push(message.Body ?? '');
        await queue.remove(message);
      }
    }
    expect(received).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  });

  contract('one receive gives as many as possible of one group, then of the next', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    await queue.sendTo('a', 'a1');
    await queue.sendTo('b', 'b1', 'b2');
    await queue.sendTo('a', 'a2');
    expect(await queue.bodies({ MaxNumberOfMessages: 3 })).toEqual(['a1', 'a2', 'b1']);
  });

  contract('a message in flight blocks its group and no other', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    await queue.sendTo('a', 'a1', 'a2');
    await queue.sendTo('b', 'b1');
    const [first] = await queue.receive({ MaxNumberOfMessages: 1 });
    expect(await queue.bodies()).toEqual(['b1']);
    expect(await queue.bodies()).toEqual([]);
    await queue.remove(first);
    expect(await queue.bodies()).toEqual(['a2']);
  });

  contract('deleting one of two in flight unblocks nothing', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    await queue.sendTo('a', 'a1', 'a2', 'a3');
    const [first, second] = await queue.receive({ MaxNumberOfMessages: 2 });
    await queue.remove(first);
    expect(await queue.bodies()).toEqual([]);
    await queue.remove(second);
    expect(await queue.bodies()).toEqual(['a3']);
  });

  const positions = [
    [0, []],
    [1, ['a1']],
    [2, ['a1', 'a2']],
  ] as const;
  for (const [position, visible] of positions) {
    contract(`message ${position + 1} of 3 in flight blocks those after it and not those before it`, async (cloud) => {
      const queue = await createQueue(cloud, 'orders.fifo', { VisibilityTimeout: '1' });
      await queue.sendTo('a', 'a1', 'a2', 'a3');
      const held = await queue.receive();
      await queue.hide(held[position], 10);
      await cloud.pass(2.5);
      expect(await queue.bodies()).toEqual(visible);
    });
  }

  contract('groups take turns: one that comes back goes to the end', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    await queue.sendTo('a', 'a1', 'a2');
    await queue.sendTo('b', 'b1');
    await queue.sendTo('c', 'c1');
    expect(await queue.bodies({ MaxNumberOfMessages: 3, VisibilityTimeout: 0 })).toEqual(['a1', 'a2', 'b1']);
    expect(await queue.bodies()).toEqual(['c1', 'a1', 'a2', 'b1']);
  });

  contract('a released message is received again while a later one of its group is held', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    await queue.sendTo('a', 'a1', 'a2', 'a3');
    await queue.sendTo('b', 'b1');
    const [first] = await queue.receive({ MaxNumberOfMessages: 2 });
    await queue.hide(first, 0);
    expect(await queue.bodies()).toEqual(['b1', 'a1']);
  });

  contract('a message cannot be deleted after its visibility timeout', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo', { VisibilityTimeout: '1' });
    await queue.sendTo('a', 'a1');
    const [message] = await queue.receive();
    await cloud.pass(1.2);
    await expectRefusal(queue.remove(message), {
      name: 'InvalidParameterValue',
      message: `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    });
    expect(await queue.soon(1)).toEqual(['a1']);
  });

  contract('a message can be deleted within an extended visibility timeout, and twice', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo', { VisibilityTimeout: '1' });
    await queue.sendTo('a', 'a1');
    const [message] = await queue.receive();
    await queue.hide(message, 20);
    await cloud.pass(1.2);
    await queue.remove(message);
    await queue.remove(message);
    expect(await queue.bodies()).toEqual([]);
  });

  contract('a duplicate is answered as the original, also when that was deleted', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' };
    const original = await queue.send('one', ids);
    for (const message of await queue.receive()) await queue.remove(message);
    const { MessageId, SequenceNumber } = await queue.send('two', ids);
    expect({ MessageId, SequenceNumber }).toEqual({
      MessageId: original.MessageId,
      SequenceNumber: original.SequenceNumber,
    });
    expect(await queue.bodies()).toEqual([]);
  });

  contract('deduplication ends after five minutes', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' };
    await queue.send('one', ids);
    await cloud.pass(299);
    await queue.send('two', ids);
    await cloud.pass(1);
    await queue.send('three', ids);
    expect(await queue.bodies()).toEqual(['one', 'three']);
  });

  contract('purging forgets the deduplication ids', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    await queue.sendTo('a', 'a1');
    await cloud.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
    await queue.sendTo('a', 'a1');
    expect(await queue.bodies()).toEqual(['a1']);
  });

  const scopes = [
    ['the queue', 'queue', 1],
    ['the message group', 'messageGroup', 2],
  ] as const;
  for (const [where, DeduplicationScope, copies] of scopes) {
    contract(`a deduplication id counts within ${where}`, async (cloud) => {
      const queue = await createQueue(cloud, 'orders.fifo', { DeduplicationScope });
      for (const MessageGroupId of ['a', 'b']) await queue.send('x', { MessageGroupId, MessageDeduplicationId: 'd' });
      expect(await queue.bodies()).toHaveLength(copies);
    });
  }

  contract('another deduplication scope does not take effect at once', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    const Attributes = { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' };
    await cloud.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes }));
    for (const MessageGroupId of ['a', 'b']) await queue.send('x', { MessageGroupId, MessageDeduplicationId: 'd' });
    expect(await queue.bodies()).toHaveLength(1);
  });

  contract('content-based deduplication goes by the SHA-256 of the body', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo', { ContentBasedDeduplication: 'true' });
    await queue.send('x', { MessageGroupId: 'g' });
    await queue.send('x', { MessageGroupId: 'g', MessageAttributes: { a: { DataType: 'Number', StringValue: '1' } } });
    const digest = createHash('sha256').update('x').digest('hex');
    await queue.send('y', { MessageGroupId: 'g', MessageDeduplicationId: digest });
    const [message, ...others] = await queue.receive();
    expect(others).toEqual([]);
    expect(message?.Attributes).toMatchObject({ MessageGroupId: 'g', MessageDeduplicationId: digest });
  });

  contract('sequence numbers have 20 digits, grow, and come with the message', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    const numbers: (string | undefined)[] = [];
    for (const id of ['1', '2', '3']) {
      const { SequenceNumber } = await queue.send(id, { MessageGroupId: 'g', MessageDeduplicationId: id });
      numbers.push(SequenceNumber);
    }
    for (const number of numbers) expect(number).toMatch(/^\d{20}$/);
    expect(numbers).toEqual([...numbers].sort());
    const received = await queue.receive();
    expect(received.map(({ Attributes }) => Attributes?.SequenceNumber)).toEqual(numbers);
  });

  contract('a receive attempt that is made again gets the same messages', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo');
    await queue.sendTo('a', 'a1', 'a2');
    await queue.sendTo('b', 'b1');
    const attempt = { ReceiveRequestAttemptId: 'attempt', MaxNumberOfMessages: 2 };
    expect(await queue.bodies(attempt)).toEqual(['a1', 'a2']);
    expect(await queue.bodies(attempt)).toEqual(['a1', 'a2']);
    expect(await queue.bodies()).toEqual(['b1']);
  });

  contract('the delay is the queue’s and holds for the group', async (cloud) => {
    const queue = await createQueue(cloud, 'orders.fifo', { DelaySeconds: '1' });
    await queue.sendTo('a', 'a1', 'a2');
    expect(await queue.bodies()).toEqual([]);
    await cloud.pass(2.5);
    expect(await queue.bodies()).toEqual(['a1', 'a2']);
  });

  const incomplete = [
    ['MessageGroupId', { MessageDeduplicationId: 'd' }, 'The request must contain the parameter MessageGroupId.'],
    [
      'MessageDeduplicationId',
      { MessageGroupId: 'g' },
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    ],
  ] as const;
  for (const [parameter, ids, message] of incomplete) {
    contract(`a message without ${parameter} is refused`, async (cloud) => {
      const queue = await createQueue(cloud, 'orders.fifo');
      const name = parameter === 'MessageGroupId' ? 'MissingParameter' : 'InvalidParameterValue';
      await expectRefusal(queue.send('x', ids), { name, message });
    });

    contract(`a batch with an entry without ${parameter} is refused as a whole`, async (cloud) => {
      const queue = await createQueue(cloud, 'orders.fifo');
      const good = { Id: 'good', MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
      const Entries = [good, { Id: 'bad', MessageBody: 'x', ...ids }];
      const call = cloud.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
      await expectRefusal(call, { name: 'InvalidParameterValue', message });
      expect(await queue.bodies()).toEqual([]);
    });
  }
});
