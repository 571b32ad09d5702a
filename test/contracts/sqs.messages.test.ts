import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqsClient, type SqsUnderTest, transports, until } from './sqs-client.ts';

describe.each(transports)('SQS messages, %s', (transport) => {
  let sqs: SqsUnderTest;
  let QueueUrl: string;
  let fifoUrl: string;

  beforeEach(async () => {
    sqs = await openSqsClient(transport);
    QueueUrl = (await sqs.client.send(new CreateQueueCommand({ QueueName: 'work' }))).QueueUrl ?? '';
    const fifo = { QueueName: 'work.fifo', Attributes: { FifoQueue: 'true' } };
    fifoUrl = (await sqs.client.send(new CreateQueueCommand(fifo))).QueueUrl ?? '';
  });
  afterEach(() => sqs.close());

  const send = (MessageBody: string) => sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) => {
    const input = { QueueUrl, MaxNumberOfMessages: 10, ...more };
    return (await sqs.client.send(new ReceiveMessageCommand(input))).Messages ?? [];
  };
  const bodies = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
    (await receive(more)).map(({ Body }) => Body);

  test('carry attributes of every type; the client verifies the digests', async () => {
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'grüße €' },
      number: { DataType: 'Number.int', StringValue: '-12' },
      bytes: { DataType: 'Binary.png', BinaryValue: Uint8Array.of(0, 255, 1) },
    };
    const MessageSystemAttributes = {
      AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793' },
    } as const;
    const command = { QueueUrl, MessageBody: 'x', MessageAttributes, MessageSystemAttributes };
    const sent = await sqs.client.send(new SendMessageCommand(command));
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'x',
      MessageAttributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793', ApproximateReceiveCount: '1' },
    });
    expect(sent.MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/);
  });

  test('are sent, hidden and deleted in batches', async () => {
    const Entries = ['a', 'b', 'c'].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
    const sent = await sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'b', 'c']);
    const held = (await receive()).map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const [first, ...rest] = held;
    const visible = { ...first, Id: 'first', ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
    await sqs.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [visible] }));
    const bad = { Id: 'bad', ReceiptHandle: 'nonsense' };
    const deleted = await sqs.client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [...rest, bad] }));
    expect(deleted.Successful).toHaveLength(2);
    expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
    expect(await bodies()).toEqual(['a']);
  });

  test('come back after their visibility timeout', async () => {
    await send('x');
    const [message] = await receive({ VisibilityTimeout: 20 });
    await sqs.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 5 }),
    );
    await sqs.context.clock.advance(5000);
    expect(await bodies()).toEqual(['x']);
  });

  test('of a FIFO queue come in order, once, one group member at a time', async () => {
    const sendTo = (MessageGroupId: string, MessageBody: string) =>
      sqs.client.send(
        new SendMessageCommand({ QueueUrl: fifoUrl, MessageBody, MessageGroupId, MessageDeduplicationId: MessageBody }),
      );
    const original = await sendTo('a', 'a1');
    const { MessageId, SequenceNumber } = await sendTo('a', 'a1');
    expect({ MessageId, SequenceNumber }).toEqual({
      MessageId: original.MessageId,
      SequenceNumber: original.SequenceNumber,
    });
    await sendTo('a', 'a2');
    await sendTo('b', 'b1');
    const [first] = await receive({ QueueUrl: fifoUrl, MaxNumberOfMessages: 1 });
    expect(await bodies({ QueueUrl: fifoUrl })).toEqual(['b1']);
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: fifoUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(await bodies({ QueueUrl: fifoUrl })).toEqual(['a2']);
  });

  test('wake a long poll', async () => {
    const waiting = bodies({ WaitTimeSeconds: 20 });
    await sqs.called('ReceiveMessage', 1);
    await send('x');
    expect(await waiting).toEqual(['x']);
  });

  test('a long poll ends with nothing', async () => {
    const waiting = bodies({ WaitTimeSeconds: 20 });
    await sqs.called('ReceiveMessage', 1);
    await sqs.context.clock.advance(20_000);
    expect(await waiting).toEqual([]);
  });

  test('are not lost to a client that went away', async () => {
    const timers = sqs.context.clock.armed;
    const gone = new AbortController();
    const input = { QueueUrl, WaitTimeSeconds: 20 };
    const waiting = sqs.client.send(new ReceiveMessageCommand(input), { abortSignal: gone.signal }).catch(() => 'gone');
    await sqs.called('ReceiveMessage', 1);
    gone.abort();
    await until(() => sqs.context.clock.armed === timers);
    await send('x');
    expect(await bodies()).toEqual(['x']);
    await waiting;
  });
});
