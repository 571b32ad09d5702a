/** Refusals of EventBridge: the names of the SDK's exceptions, and AWS's texts. */
import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  StartReplayCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { createArchive, createBus, defaultBusArn, replay as replayed, route } from './buses.ts';
import { describeContracts } from './contract.ts';
import { queueArn } from './queues.ts';
import { expectRefusal } from './refusals.ts';
import type { CloudUnderTest } from './targets/cloud.ts';

const EventPattern = '{"source":["bank"]}';

/** With a bus `bank`, a rule `paid` with the target `a`, an archive `all` and a replay `done`. */
interface Fixture {
  readonly cloud: CloudUnderTest;
  /** The default bus's ARN. */
  readonly bus: string;
  readonly archive: string;
}

async function build(cloud: CloudUnderTest): Promise<Fixture> {
  const bus = defaultBusArn(cloud);
  await createBus(cloud, 'bank');
  await route(cloud, { name: 'paid' }, { Id: 'a', Arn: queueArn(cloud, 'a') });
  return { cloud, bus, archive: await createArchive(cloud, 'all', bus) };
}

const targets = ({ cloud }: Fixture, ...names: string[]) => names.map((Id) => ({ Id, Arn: queueArn(cloud, Id) }));
const put = ({ cloud }: Fixture, target: object) =>
  new PutTargetsCommand({ Rule: 'paid', Targets: [{ Id: 'a', Arn: queueArn(cloud, 'a'), ...target }] });
const rule = (members: object) => new PutRuleCommand({ Name: 'new', ...members });
const window = { EventStartTime: new Date('2026-01-01T00:00:00Z'), EventEndTime: new Date('2026-01-01T01:00:00Z') };
const replay = ({ bus, archive }: Fixture, members: object) =>
  new StartReplayCommand({
    ReplayName: 'new',
    EventSourceArn: archive,
    ...window,
    Destination: { Arn: bus },
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

/** The command, and the error's name and text. */
const cases: readonly (readonly [
  title: string,
  command: (fixture: Fixture) => object,
  name: string,
  message: string,
])[] = [
  [
    'a bus that does not exist',
    () => new DescribeEventBusCommand({ Name: 'none' }),
    'ResourceNotFoundException',
    'Event bus none does not exist.',
  ],
  [
    'a bus that exists',
    () => new CreateEventBusCommand({ Name: 'bank' }),
    'ResourceAlreadyExistsException',
    'Event bus bank already exists.',
  ],
  [
    'deleting the default bus',
    () => new DeleteEventBusCommand({ Name: 'default' }),
    'ValidationException',
    'Cannot delete event bus default.',
  ],
  [
    'a bus name with a space',
    () => new CreateEventBusCommand({ Name: 'a b' }),
    'ValidationException',
    "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: " +
      'Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+',
  ],
  [
    'a rule that does not exist',
    () => new DescribeRuleCommand({ Name: 'none' }),
    'ResourceNotFoundException',
    'Rule none does not exist on EventBus default.',
  ],
  [
    'a rule on a bus that does not exist',
    () => new DescribeRuleCommand({ Name: 'r', EventBusName: 'none' }),
    'ResourceNotFoundException',
    'Event bus none does not exist.',
  ],
  [
    'deleting a rule with targets',
    () => new DeleteRuleCommand({ Name: 'paid' }),
    'ValidationException',
    "Rule can't be deleted since it has targets.",
  ],
  [
    'a rule without a pattern or schedule',
    () => rule({}),
    'ValidationException',
    'Parameter(s) EventPattern or ScheduleExpression must be specified.',
  ],
  [
    'a schedule with a wrong plural',
    () => rule({ ScheduleExpression: 'rate(2 minute)' }),
    'ValidationException',
    'Parameter ScheduleExpression is not valid.',
  ],
  [
    'a schedule on a custom bus',
    () => rule({ ScheduleExpression: 'rate(1 day)', EventBusName: 'bank' }),
    'ValidationException',
    'ScheduleExpression is supported only on the default event bus.',
  ],
  [
    'a pattern with a value outside of a list',
    () => rule({ EventPattern: '{"source":"bank"}' }),
    'InvalidEventPatternException',
    'Event pattern is not valid. Reason: "source" must be an object or an array at line 1, column 11',
  ],
  [
    'a pattern with two stars in a row',
    () => rule({ EventPattern: '{"source":[{"wildcard":"a**"}]}' }),
    'InvalidEventPatternException',
    'Event pattern is not valid. Reason: Consecutive wildcard characters at line 1, column 24',
  ],
  [
    'testing an event without an id',
    () => new TestEventPatternCommand({ EventPattern, Event: event }),
    'ValidationException',
    'Parameter Event is not valid.',
  ],
  [
    'targets for a rule that does not exist',
    (fixture) => new PutTargetsCommand({ Rule: 'none', Targets: targets(fixture, 'a') }),
    'ResourceNotFoundException',
    'Rule none does not exist on EventBus default.',
  ],
  [
    'a sixth target',
    (fixture) => new PutTargetsCommand({ Rule: 'paid', Targets: targets(fixture, 'b', 'c', 'd', 'e', 'f') }),
    'LimitExceededException',
    'The requested resource exceeds the maximum number allowed.',
  ],
  [
    'a FIFO target without a group',
    (fixture) => put(fixture, { Arn: queueArn(fixture.cloud, 'a.fifo') }),
    'ValidationException',
    'Parameter(s) SqsParameters must be specified for target: a.',
  ],
  [
    'a target with an invalid ARN',
    (fixture) => put(fixture, { Arn: 'a' }),
    'ValidationException',
    'Parameter a is not valid. Reason: Provided Arn is not in correct format.',
  ],
  [
    'a target with two inputs',
    (fixture) => put(fixture, { Input: '{}', InputPath: '$' }),
    'ValidationException',
    'Only one of Input, InputPath, or InputTransformer must be provided for target a.',
  ],
  [
    'a template with an unknown placeholder',
    (fixture) => put(fixture, { InputTransformer: { InputTemplate: '"<x>"' } }),
    'ValidationException',
    'InputTemplate for target a contains invalid placeholder x.',
  ],
  [
    'a target with too many retries',
    (fixture) => put(fixture, { RetryPolicy: { MaximumRetryAttempts: 186 } }),
    'ValidationException',
    "1 validation error detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to " +
      'satisfy constraint: Member must have value less than or equal to 185',
  ],
  [
    'an archive that exists',
    (fixture) => new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn: fixture.bus }),
    'ResourceAlreadyExistsException',
    'Archive all already exists.',
  ],
  [
    'an archive that does not exist',
    () => new DescribeArchiveCommand({ ArchiveName: 'none' }),
    'ResourceNotFoundException',
    'Archive none does not exist.',
  ],
  [
    'a replay that does not exist',
    () => new DescribeReplayCommand({ ReplayName: 'none' }),
    'ResourceNotFoundException',
    'Replay none does not exist.',
  ],
  [
    'a replay name twice',
    (fixture) => replay(fixture, { ReplayName: 'done' }),
    'ResourceAlreadyExistsException',
    'Replay done already exists.',
  ],
  [
    'a replay that ends before it starts',
    (fixture) => replay(fixture, { EventEndTime: new Date('2025-01-01T00:00:00Z') }),
    'ValidationException',
    'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
  ],
  [
    'a replay onto another bus',
    (fixture) => replay(fixture, { Destination: { Arn: fixture.bus.replace('default', 'bank') } }),
    'ValidationException',
    'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
  ],
];

describeContracts('EventBridge refuses', (contract) => {
  for (const [title, command, name, message] of cases) {
    contract(title, async (cloud) => {
      const fixture = await build(cloud);
      if (title === 'a replay name twice') {
        const { archive, bus } = fixture;
        await replayed(cloud, { ReplayName: 'done', EventSourceArn: archive, ...window, Destination: { Arn: bus } });
      }
      // `send` has no overload for the union of commands.
      await expectRefusal(cloud.events.send(command(fixture) as PutRuleCommand), { name, message });
    });
  }
});
