import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { createQueue } from './queues.ts';
import { expectRefusal } from './refusals.ts';

const unavailable = 'Message does not exist or is not available for visibility timeout change.';

describeContracts('SQS messages', (contract) => {
  contract('carry attributes of every type; the client verifies the digests', async (cloud) => {
    const queue = await createQueue(cloud, 'work');
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'grüße €' },
      number: { DataType: 'Number.int', StringValue: '-12' },
      bytes: { DataType: 'Binary.png', BinaryValue: Uint8Array.of(0, 255, 1) },
      größe: { DataType: 'String', StringValue: 'L' },
    };
    const AWSTraceHeader = { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793' };
    const sent = await queue.send('x', { MessageAttributes, MessageSystemAttributes: { AWSTraceHeader } });
    const [message] = await queue.receive();
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'x',
      MessageAttributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { AWSTraceHeader: AWSTraceHeader.StringValue, ApproximateReceiveCount: '1' },
    });
    expect(sent.MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/);
  });

  contract('come with the attributes that are asked for', async (cloud) => {
    const queue = await createQueue(cloud, 'work');
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    await queue.send('x', { MessageAttributes: { 'a.1': text('1'), 'a.2': text('2'), b: text('3') } });
    const names = async (...MessageAttributeNames: string[]) => {
      const [message] = await queue.receive({ MessageAttributeNames, VisibilityTimeout: 0 });
      return Object.keys(message?.MessageAttributes ?? {}).sort();
    };
    const all = ['a.1', 'a.2', 'b'];
    expect([await names('All'), await names('.*'), await names('*')]).toEqual([all, all, all]);
    expect([await names(), await names('c'), await names('a.*'), await names('b', 'c')]).toEqual([
      [],
      [],
      ['a.1', 'a.2'],
      ['b'],
    ]);
  });

  contract('that were not received tell no system attribute unless asked', async (cloud) => {
    const queue = await createQueue(cloud, 'work');
    await queue.send('x');
    const [bare] = await queue.receive({ MessageSystemAttributeNames: [], VisibilityTimeout: 0 });
    expect(bare?.Attributes).toBeUndefined();
    const [full] = await queue.receive();
    expect(Object.keys(full?.Attributes ?? {}).sort()).toEqual([
      'ApproximateFirstReceiveTimestamp',
      'ApproximateReceiveCount',
      'SenderId',
      'SentTimestamp',
    ]);
    expect(full?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  contract('are sent, hidden and deleted in batches, each entry with its own answer', async (cloud) => {
    const queue = await createQueue(cloud, 'work', { MaximumMessageSize: '1024' });
    const { url: QueueUrl } = queue;
    const Entries = ['a', 'b', 'x'.repeat(1025)].map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
    const sent = await cloud.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['0', '1']);
    expect(sent.Failed).toEqual([
      {
        Id: '2',
        SenderFault: true,
        Code: 'InvalidParameterValue',
        Message: 'One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.',
      },
    ]);
    const held = (await queue.receive()).map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const [first, second] = held;
    const visible = { Id: 'v', ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
    await cloud.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [visible] }));
    const gone = [
      { Id: 'd', ReceiptHandle: second?.ReceiptHandle },
      { Id: 'bad', ReceiptHandle: 'nonsense' },
    ];
    const deleted = await cloud.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: gone }));
    expect(deleted.Successful?.map(({ Id }) => Id)).toEqual(['d']);
    expect(deleted.Failed).toEqual([
      {
        Id: 'bad',
        SenderFault: true,
        Code: 'ReceiptHandleIsInvalid',
        Message: 'The input receipt handle "nonsense" is not a valid receipt handle.',
      },
    ]);
    expect(await queue.receive()).toHaveLength(1);
  });

  contract('come back after their visibility timeout, counted', async (cloud) => {
    const queue = await createQueue(cloud, 'work');
    await queue.send('x');
    const [message] = await queue.receive({ VisibilityTimeout: 20 });
    await queue.hide(message, 1);
    expect(await queue.bodies()).toEqual([]);
    const [again] = await cloud.eventually(
      () => queue.receive(),
      ({ length }) => length > 0,
    );
    expect(again).toMatchObject({ MessageId: message?.MessageId, Attributes: { ApproximateReceiveCount: '2' } });
    expect(again?.ReceiptHandle).not.toBe(message?.ReceiptHandle);
  });

  contract('can be hidden again after their visibility timeout', async (cloud) => {
    const queue = await createQueue(cloud, 'work', { VisibilityTimeout: '1' });
    await queue.send('x');
    const [message] = await queue.receive();
    await cloud.pass(1.2);
    await queue.hide(message, 20);
    expect(await queue.bodies()).toEqual([]);
  });

  contract('cannot be hidden once they are deleted', async (cloud) => {
    const queue = await createQueue(cloud, 'work');
    await queue.send('x');
    const [message] = await queue.receive();
    await queue.remove(message);
    await expectRefusal(queue.hide(message, 1), {
      name: 'InvalidParameterValue',
      message: `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: ${unavailable}`,
    });
  });

  contract('are deleted by an old receipt handle on a standard queue', async (cloud) => {
    const queue = await createQueue(cloud, 'work');
    await queue.send('x');
    const [message] = await queue.receive({ VisibilityTimeout: 0 });
    await queue.receive({ VisibilityTimeout: 0 });
    await queue.remove(message);
    expect(await queue.bodies()).toEqual([]);
  });

  contract('are counted: visible, in flight and delayed', async (cloud) => {
    const queue = await createQueue(cloud, 'work');
    for (const body of ['a', 'b', 'c']) await queue.send(body);
    await queue.send('later', { DelaySeconds: 60 });
    await queue.receive({ MaxNumberOfMessages: 1 });
    expect(await queue.attributes()).toMatchObject({
      ApproximateNumberOfMessages: '2',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    });
  });

  contract('are delayed by the queue, or by their own delay', async (cloud) => {
    const queue = await createQueue(cloud, 'work', { DelaySeconds: '60' });
    await queue.send('queue');
    await queue.send('own', { DelaySeconds: 1 });
    await queue.send('none', { DelaySeconds: 0 });
    expect(await queue.bodies()).toEqual(['none']);
    expect(await queue.soon(1)).toEqual(['own']);
  });

  contract('reach a long poll that began before them', async (cloud) => {
    const queue = await createQueue(cloud, 'work', { DelaySeconds: '1' });
    await queue.send('x');
    const waiting = queue.bodies({ WaitTimeSeconds: 10 });
    await cloud.pass(1.2);
    expect(await waiting).toEqual(['x']);
  });

  contract('are up to 1 MiB long, attributes included', async (cloud) => {
    const queue = await createQueue(cloud, 'work');
    const largest = 1_048_576;
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'x' } };
    await queue.send('x'.repeat(largest - 8), { MessageAttributes });
    await expectRefusal(queue.send('x'.repeat(largest - 7), { MessageAttributes }), {
      name: 'InvalidParameterValue',
      message: `One or more parameters are invalid. Reason: Message must be shorter than ${largest} bytes.`,
    });
  });
});
