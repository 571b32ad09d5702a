import { beforeEach, describe, expect, test } from 'vitest';
import { SqsDriver } from '../testing/sqs-driver.ts';

let sqs: SqsDriver;
let url: string;

beforeEach(async () => {
  sqs = await SqsDriver.open();
  url = sqs.queue('work');
  return () => sqs.sqs.close();
});

const allowed =
  'the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].';
const string = (StringValue: string, DataType = 'String') => ({ DataType, StringValue });
const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, string('x')]));
const trace = (value: object) => ({ MessageSystemAttributes: value });

describe('a message', () => {
  test.each([
    [
      { MessageBody: 'a\u0000' },
      'InvalidMessageContents',
      `Invalid binary character '#x0' was found in the message body, ${allowed}`,
    ],
    [
      { MessageBody: '\ufffe' },
      'InvalidMessageContents',
      `Invalid binary character '#xFFFE' was found in the message body, ${allowed}`,
    ],
    [
      { MessageBody: '\ud800' },
      'InvalidMessageContents',
      `Invalid binary character '#xD800' was found in the message body, ${allowed}`,
    ],
    [
      { MessageBody: 'x'.repeat(1_048_577) },
      'InvalidParameterValueException',
      'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    ],
    [{ MessageBody: 5 }, 'SerializationException', 'NUMBER_VALUE can not be converted to a String'],
    [{ DelaySeconds: '1' }, 'SerializationException', 'STRING_VALUE can not be converted to an Integer'],
    [
      trace({ Other: string('x') }),
      'InvalidParameterValueException',
      "Message system attribute name 'Other' is invalid.",
    ],
  ])('with %o is refused', (more, code, message) => {
    expect(sqs.error('SendMessage', { QueueUrl: url, MessageBody: 'x', ...more })).toEqual([code, message]);
  });

  test.each(['\t\n\r', '\ufffd', '😀', 'x'.repeat(1_048_576), '{"json":true}'])('%s is allowed', (body) => {
    sqs.send(url, body);
    expect(sqs.bodies(url)).toEqual([body]);
  });

  test('counts its attributes as part of its size', () => {
    sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes: { MaximumMessageSize: '1024' } });
    const message = (length: number) => ({
      QueueUrl: url,
      MessageBody: 'x'.repeat(length),
      MessageAttributes: { n: { DataType: 'Binary', BinaryValue: Buffer.alloc(10).toString('base64') } },
    });
    sqs.call('SendMessage', message(1024 - 1 - 6 - 10));
    expect(sqs.error('SendMessage', message(1024 - 1 - 6 - 10 + 1))[1]).toContain('shorter than 1024 bytes');
  });
});

describe('message attributes', () => {
  test.each([
    [eleven, 'Number of message attributes [11] exceeds the allowed maximum [10].'],
    [{ a: string('x', 'Binary') }, "Message (user) attribute 'a' must contain a non-empty value of type 'Binary'."],
    [{ a: string('x', 'Number') }, "Can't cast the value of message (user) attribute 'a' to a number."],
    [{ a: { StringValue: 'x' } }, "The message (user) attribute 'a' must contain a non-empty message attribute type."],
  ])('%o are refused', (MessageAttributes, message) => {
    const refused = ['InvalidParameterValueException', message];
    expect(sqs.error('SendMessage', { QueueUrl: url, MessageBody: 'x', MessageAttributes })).toEqual(refused);
  });

  test.each(['a b', '.a', 'a.', 'a..b', 'AWS.a', 'amazon.a', 'a'.repeat(257)])('the name %s is refused', (name) => {
    const input = { QueueUrl: url, MessageBody: 'x', MessageAttributes: { [name]: string('x') } };
    expect(sqs.error('SendMessage', input)[0]).toBe('InvalidParameterValueException');
  });

  test.each([
    [[], []],
    [['All'], ['a', 'foo.x', 'foo.y', 'n']],
    [['.*'], ['a', 'foo.x', 'foo.y', 'n']],
    [['foo.*'], ['foo.x', 'foo.y']],
    [['a', 'missing'], ['a']],
  ])('a receive that asks for %o gets %o, and their digest', (MessageAttributeNames, names) => {
    const all = { a: string('1'), 'foo.x': string('ü'), 'foo.y': string('3'), n: string('-1.5e3', 'Number.float') };
    const { MD5OfMessageAttributes } = sqs.send(url, 'x', { MessageAttributes: all });
    const [message] = sqs.receive(url, { MessageAttributeNames });
    expect(Object.keys(message.MessageAttributes ?? {}).sort()).toEqual(names);
    const digest = message.MD5OfMessageAttributes;
    if (names.length === 0) expect(digest).toBeUndefined();
    else expect(digest === MD5OfMessageAttributes).toBe(names.length === 4);
  });
});

describe('system attributes', () => {
  const header = 'Root=1-5759e988-bd862e3fe1be46a994272793';

  test('are returned if asked for, also with the old parameter', () => {
    sqs.send(url, 'x', trace({ AWSTraceHeader: string(header) }));
    const names = { AttributeNames: ['ApproximateReceiveCount'], MessageSystemAttributeNames: ['AWSTraceHeader'] };
    const [message] = sqs.receive(url, names);
    expect(message.Attributes).toEqual({ ApproximateReceiveCount: '1', AWSTraceHeader: header });
  });

  test('an unknown one is refused', () => {
    const input = { QueueUrl: url, MessageSystemAttributeNames: ['Nothing'] };
    expect(sqs.error('ReceiveMessage', input)).toEqual(['InvalidAttributeName', 'Unknown Attribute Nothing.']);
  });
});

describe('a batch', () => {
  const entry = (Id: string, MessageBody = 'x') => ({ Id, MessageBody });
  test('that is too large is refused as a whole', () => {
    const Entries = [entry('a', 'x'.repeat(600_000)), entry('b', 'x'.repeat(600_000))];
    expect(sqs.error('SendMessageBatch', { QueueUrl: url, Entries })).toEqual([
      'BatchRequestTooLong',
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.',
    ]);
    expect(sqs.counts(url)).toEqual([0, 0, 0]);
  });

  test('fails entry by entry', () => {
    const Entries = [entry('good'), entry('bad', '\u0001'), { ...entry('late'), DelaySeconds: 901 }];
    const { Successful, Failed } = sqs.call('SendMessageBatch', { QueueUrl: url, Entries });
    expect(Successful.map(({ Id }: { Id: string }) => Id)).toEqual(['good']);
    expect(Failed).toMatchObject([
      { Id: 'bad', SenderFault: true, Code: 'InvalidMessageContents' },
      { Id: 'late', SenderFault: true, Code: 'InvalidParameterValue' },
    ]);
  });

  test('leaves out an empty list', () => {
    expect(sqs.call('SendMessageBatch', { QueueUrl: url, Entries: [entry('a')] })).not.toHaveProperty('Failed');
    expect(sqs.call('SendMessageBatch', { QueueUrl: url, Entries: [entry('a', '\u0001')] })).not.toHaveProperty(
      'Successful',
    );
  });
});

describe('ReceiveMessage', () => {
  test('a negative visibility timeout is refused', () => {
    expect(sqs.error('ReceiveMessage', { QueueUrl: url, VisibilityTimeout: -1 })).toEqual([
      'InvalidParameterValueException',
      'Value -1 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.',
    ]);
  });

  test('a ReceiveRequestAttemptId is ignored on a standard queue', () => {
    sqs.send(url, 'x');
    expect(sqs.bodies(url, { ReceiveRequestAttemptId: '1' })).toEqual(['x']);
    expect(sqs.bodies(url, { ReceiveRequestAttemptId: '1' })).toEqual([]);
  });
});

describe('send, for other services', () => {
  test('by ARN, whatever its region', () => {
    const attributes = { a: string('1') };
    const sent = sqs.sqs.send('arn:aws:sqs:eu-west-1:000000000000:work', { body: 'x', attributes });
    expect(sqs.receive(url)).toMatchObject([{ MessageId: sent.messageId, Body: 'x', MessageAttributes: attributes }]);
  });

  test('fails as SendMessage does', () => {
    sqs.queue('work.fifo');
    const send = (name: string, body: string) => () => sqs.sqs.send(sqs.arn(name), { body });
    expect(send('missing', 'x')).toThrow('The specified queue does not exist.');
    expect(send('work', '')).toThrow('The request must contain the parameter MessageBody.');
    expect(send('work.fifo', 'x')).toThrow('The request must contain the parameter MessageGroupId.');
  });
});
