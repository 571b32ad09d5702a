/** What EventBridge refuses: the SDK's own exceptions, with AWS's text. */
import {
  CancelReplayCommand,
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  EventBridgeServiceException,
  IllegalStatusException,
  InvalidEventPatternException,
  LimitExceededException,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  StartReplayCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventsUnderTest, openEventsClient, transports } from './events-client.ts';

const EventPattern = '{"source":["bank"]}';
const EventSourceArn = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const targets = (...names: string[]) => names.map((Id) => ({ Id, Arn: queue(Id) }));
const put = (target: object) =>
  new PutTargetsCommand({ Rule: 'paid', Targets: [{ Id: 'a', Arn: queue('a'), ...target }] });
const rule = (members: object) => new PutRuleCommand({ Name: 'new', ...members });
const replay = (members: object) =>
  new StartReplayCommand({
    ReplayName: 'new',
    EventSourceArn: 'arn:aws:events:us-east-1:000000000000:archive/all',
    EventStartTime: new Date('2026-01-01T00:00:00Z'),
    EventEndTime: new Date('2026-01-01T01:00:00Z'),
    Destination: { Arn: EventSourceArn },
    ...members,
  });
const event = JSON.stringify({
  'detail-type': 'Paid',
  source: 'bank',
  account: '000000000000',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: [],
});

/** What is sent, the SDK's exception or its name, and its text. */
const cases = [
  [new DescribeEventBusCommand({ Name: 'none' }), ResourceNotFoundException, 'Event bus none does not exist.'],
  [new CreateEventBusCommand({ Name: 'bank' }), ResourceAlreadyExistsException, 'Event bus bank already exists.'],
  [new DeleteEventBusCommand({ Name: 'default' }), 'ValidationException', 'Cannot delete event bus default.'],
  [
    new CreateEventBusCommand({ Name: 'a b' }),
    'ValidationException',
    "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: " +
      'Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+',
  ],
  [
    new DescribeRuleCommand({ Name: 'none' }),
    ResourceNotFoundException,
    'Rule none does not exist on EventBus default.',
  ],
  [
    new DescribeRuleCommand({ Name: 'r', EventBusName: 'none' }),
    ResourceNotFoundException,
    'Event bus none does not exist.',
  ],
  [new DeleteRuleCommand({ Name: 'paid' }), 'ValidationException', "Rule can't be deleted since it has targets."],
  [rule({}), 'ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.'],
  [rule({ ScheduleExpression: 'rate(2 minute)' }), 'ValidationException', 'Parameter ScheduleExpression is not valid.'],
  [
    rule({ ScheduleExpression: 'rate(1 day)', EventBusName: 'bank' }),
    'ValidationException',
    'ScheduleExpression is supported only on the default event bus.',
  ],
  [
    rule({ EventPattern: '{"source":"bank"}' }),
    InvalidEventPatternException,
    'Event pattern is not valid. Reason: "source" must be an object or an array\n' +
      ' at [Source: (String)"{"source":"bank"}"; line: 1, column: 12]',
  ],
  [
    rule({ EventPattern: '{"source":[{"wildcard":"a**"}]}' }),
    InvalidEventPatternException,
    'Event pattern is not valid. Reason: Consecutive wildcard characters at pos 2\n' +
      ' at [Source: (String)"{"source":[{"wildcard":"a**"}]}"; line: 1, column: 29]',
  ],
  [new TestEventPatternCommand({ EventPattern, Event: event }), 'ValidationException', 'Parameter Event is not valid.'],
  [
    new PutTargetsCommand({ Rule: 'none', Targets: targets('a') }),
    ResourceNotFoundException,
    'Rule none does not exist on EventBus default.',
  ],
  [
    new PutTargetsCommand({ Rule: 'paid', Targets: targets('b', 'c', 'd', 'e', 'f') }),
    LimitExceededException,
    'The requested resource exceeds the maximum number allowed.',
  ],
  [put({ Arn: queue('a.fifo') }), 'ValidationException', 'Parameter(s) SqsParameters must be specified for target: a.'],
  [
    put({ Arn: 'a' }),
    'ValidationException',
    'Parameter a is not valid. Reason: Provided Arn is not in correct format.',
  ],
  [
    put({ Input: '{}', InputPath: '$' }),
    'ValidationException',
    'Only one of Input, InputPath, or InputTransformer must be provided for target a.',
  ],
  [
    put({ InputTransformer: { InputTemplate: '"<x>"' } }),
    'ValidationException',
    'InputTemplate for target a contains invalid placeholder x.',
  ],
  [
    put({ RetryPolicy: { MaximumRetryAttempts: 186 } }),
    'ValidationException',
    "1 validation error detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to " +
      'satisfy constraint: Member must have value less than or equal to 185',
  ],
  [
    new PutEventsCommand({ Entries: [] }),
    'ValidationException',
    "1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: " +
      'Member must have length greater than or equal to 1',
  ],
  [
    new PutEventsCommand({
      Entries: Array(2).fill({ Source: 's', DetailType: 'd', Detail: `"${'x'.repeat(600_000)}"` }),
    }),
    'ValidationException',
    'Total size of the entries in the request is over the limit.',
  ],
  [
    new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn }),
    ResourceAlreadyExistsException,
    'Archive all already exists.',
  ],
  [new DescribeArchiveCommand({ ArchiveName: 'none' }), ResourceNotFoundException, 'Archive none does not exist.'],
  [new DescribeReplayCommand({ ReplayName: 'none' }), ResourceNotFoundException, 'Replay none does not exist.'],
  [
    new CancelReplayCommand({ ReplayName: 'done' }),
    IllegalStatusException,
    'Replay done is not in a valid state for this operation.',
  ],
  [replay({ ReplayName: 'done' }), ResourceAlreadyExistsException, 'Replay done already exists.'],
  [
    replay({ EventEndTime: new Date('2025-01-01T00:00:00Z') }),
    'ValidationException',
    'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
  ],
  [
    replay({ Destination: { Arn: EventSourceArn.replace('default', 'bank') } }),
    'ValidationException',
    'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
  ],
] as const;

describe.each(transports)('over %s', (transport) => {
  let cloud: EventsUnderTest;
  beforeAll(async () => {
    cloud = await openEventsClient(transport);
    const { client, context } = cloud;
    await client.send(new CreateEventBusCommand({ Name: 'bank' }));
    await client.send(new PutRuleCommand({ Name: 'paid', EventPattern }));
    await client.send(new PutTargetsCommand({ Rule: 'paid', Targets: targets('a') }));
    await client.send(new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn }));
    await client.send(replay({ ReplayName: 'done' }));
    await context.clock.advance(0);
  });
  afterAll(() => cloud.close());

  test.each(cases.map(([command, kind, message]) => ({ command, kind, message })))(
    '$command.constructor.name: $message',
    async ({ command, kind, message }) => {
      // One overload takes them all; the union of commands fits none.
      const failure = await cloud.client.send(command as DescribeEventBusCommand).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(kind === 'ValidationException' ? EventBridgeServiceException : kind);
      const name = kind === 'ValidationException' ? kind : kind.name;
      expect(failure).toMatchObject({ name, message, $fault: 'client', $metadata: { httpStatusCode: 400 } });
    },
  );
});
