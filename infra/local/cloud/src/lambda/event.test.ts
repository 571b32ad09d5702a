import { expect, test } from 'vitest';
import { sqsEvent } from './event.ts';

const queueArn = 'arn:aws:sqs:eu-central-1:000000000000:zeroloss-debit.fifo';

test('a message is the record that Lambda makes of it', () => {
  const attributes = {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1573251510774',
    SequenceNumber: '18849496460467696128',
    MessageGroupId: 'A-1',
    SenderId: 'AIDAIO23YVJENQZJOL4VO',
    MessageDeduplicationId: 'd1',
    ApproximateFirstReceiveTimestamp: '1573251510774',
  };
  const message = {
    MessageId: 'm1',
    ReceiptHandle: 'r1',
    Body: '{"x":1}',
    MD5OfBody: 'digest',
    MD5OfMessageAttributes: 'other digest',
    Attributes: attributes,
    MessageAttributes: {
      trace: { DataType: 'String', StringValue: 't' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
    },
  };
  expect(sqsEvent([message], queueArn)).toEqual({
    Records: [
      {
        messageId: 'm1',
        receiptHandle: 'r1',
        body: '{"x":1}',
        attributes,
        messageAttributes: {
          trace: { stringValue: 't', stringListValues: [], binaryListValues: [], dataType: 'String' },
          raw: { binaryValue: 'AQL/', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfMessageAttributes: 'other digest',
        md5OfBody: 'digest',
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn,
        awsRegion: 'eu-central-1',
      },
    ],
  });
});

test('a message without attributes has an empty map and no digest', () => {
  const [record] = sqsEvent([{ MessageId: 'm', ReceiptHandle: 'r', Body: '', MD5OfBody: 'd' }], queueArn).Records;
  expect(record?.messageAttributes).toEqual({});
  expect(record).not.toHaveProperty('md5OfMessageAttributes');
});
