/** The local cloud as an unmodified AWS CLI sees it: a conversation with each service. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithPython } from './foreign-clients/describe-with-python.ts';
import { type ForeignCloud, openForeignCloud } from './foreign-clients/open-cloud.ts';

describeWithPython('AWS CLI', (python) => {
  let cloud: ForeignCloud;
  beforeAll(async () => {
    cloud = await openForeignCloud();
  });
  afterAll(async () => expect(await cloud.close()).toEqual([]));

  /** `aws <command> --<option> <value> …`, its output parsed. */
  const aws = async (command: string, options: Record<string, string>) => {
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const args = [
      '-m',
      'awscli',
      '--endpoint-url',
      cloud.endpoint,
      '--output',
      'json',
      ...command.split(' '),
      ...flags,
    ];
    const output = await cloud.run(python, args);
    return output === '' ? undefined : JSON.parse(output);
  };
  const createQueue = async (name: string): Promise<string> =>
    (await aws('sqs create-queue', { 'queue-name': name })).QueueUrl;

  test('a message is sent in one region, received in another and deleted', async () => {
    const url = await createQueue('messages');
    expect(url).toBe(`${cloud.endpoint}/000000000000/messages`);
    const sent = await aws('sqs send-message', {
      'queue-url': url,
      'message-body': 'Grüße 💶',
      'message-attributes': '{"kind":{"DataType":"String","StringValue":"note"}}',
    });
    const received = await aws('sqs receive-message', {
      'queue-url': url,
      'message-attribute-names': 'All',
      region: 'ap-southeast-2',
    });
    expect(received).toEqual({
      Messages: [
        {
          MessageId: sent.MessageId,
          ReceiptHandle: expect.any(String),
          MD5OfBody: sent.MD5OfMessageBody,
          Body: 'Grüße 💶',
          MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
          MessageAttributes: { kind: { DataType: 'String', StringValue: 'note' } },
        },
      ],
    });
    const handle = received.Messages[0].ReceiptHandle;
    expect(await aws('sqs delete-message', { 'queue-url': url, 'receipt-handle': handle })).toBeUndefined();
  });

  test('an event reaches a queue', async () => {
    const url = await createQueue('payments');
    await aws('events put-rule', { name: 'payments', 'event-pattern': '{"source":["payroll"]}' });
    const arn = 'arn:aws:sqs:eu-west-1:000000000000:payments';
    const targets = JSON.stringify([{ Id: '1', Arn: arn, InputPath: '$.detail.amount' }]);
    await aws('events put-targets', { rule: 'payments', targets });
    const entry = { Source: 'payroll', DetailType: 'Paid', Detail: '{"amount":"120.50"}' };
    const put = await aws('events put-events', { entries: JSON.stringify([entry, { ...entry, Detail: '' }]) });
    expect(put).toEqual({
      FailedEntryCount: 1,
      Entries: [
        { EventId: expect.any(String) },
        {
          ErrorCode: 'InvalidArgument',
          ErrorMessage: 'Parameter Detail is not valid. Reason: Detail is a required argument.',
        },
      ],
    });
    expect(await aws('sqs receive-message', { 'queue-url': url, query: 'Messages[].Body' })).toEqual(['"120.50"']);
  });

  test('a workflow runs', async () => {
    const definition = JSON.stringify({ StartAt: 'S', States: { S: { Type: 'Pass', Result: 'done', End: true } } });
    const role = 'arn:aws:iam::000000000000:role/any';
    const created = await aws('stepfunctions create-state-machine', { name: 'flow', definition, 'role-arn': role });
    const machine = { 'state-machine-arn': created.stateMachineArn };
    const { executionArn } = await aws('stepfunctions start-execution', { ...machine, name: 'one', input: '{}' });
    const query = { 'execution-arn': executionArn, query: '[status, output]' };
    expect(await aws('stepfunctions describe-execution', query)).toEqual(['SUCCEEDED', '"done"']);
    const types = { 'execution-arn': executionArn, query: 'events[].type' };
    expect(await aws('stepfunctions get-execution-history', types)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test.each([
    [
      'sqs get-queue-url',
      { 'queue-name': 'none' },
      '(AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl operation: ' +
        'The specified queue does not exist.',
    ],
    [
      'events describe-rule',
      { name: 'none' },
      '(ResourceNotFoundException) when calling the DescribeRule operation: ' +
        'Rule none does not exist on EventBus default.',
    ],
    [
      'stepfunctions send-task-success',
      { 'task-token': 'x', 'task-output': '{}' },
      "(InvalidToken) when calling the SendTaskSuccess operation: Invalid Token: 'Invalid token'",
    ],
  ])('aws %s fails with what AWS says', async (command, options, message) => {
    await expect(aws(command, options)).rejects.toMatchObject({
      code: 255,
      stderr: expect.stringContaining(`An error occurred ${message}`),
    });
  });
});
