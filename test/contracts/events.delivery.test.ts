/** From PutEvents to what targets get, through an unmodified SDK. */
import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  EnableRuleCommand,
  ListReplaysCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  StartReplayCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EventsUnderTest, openEventsClient, transports } from './events-client.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const entry = (Detail: string, members: object = {}) => ({ Source: 'bank', DetailType: 'Paid', Detail, ...members });

describe.each(transports)('over %s', (transport) => {
  let cloud: EventsUnderTest;
  beforeEach(async () => {
    cloud = await openEventsClient(transport);
  });
  afterEach(async () => {
    await cloud.close();
    expect(cloud.context.faults).toEqual([]);
  });

  const route = async (pattern: object, Targets: Target[], members: object = {}) => {
    const Name = 'rule';
    const { RuleArn } = await cloud.client.send(
      new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern), ...members }),
    );
    const { FailedEntryCount } = await cloud.client.send(new PutTargetsCommand({ Rule: Name, Targets, ...members }));
    expect(FailedEntryCount).toBe(0);
    return RuleArn ?? '';
  };
  const put = (...Entries: ReturnType<typeof entry>[]) => cloud.client.send(new PutEventsCommand({ Entries }));

  test('an event reaches the queue as EventBridge writes it, its detail as it was', async () => {
    const Arn = await cloud.createQueue('work');
    await route({ source: ['bank'], detail: { amount: [{ numeric: ['>', 10] }] } }, [{ Id: 'queue', Arn }]);
    const { Entries: [first, second] = [], FailedEntryCount } = await put(
      entry('{"amount":10}'),
      entry('{"amount":11.50,"big":12345678901234567890, "__proto__":{"x":1}}', {
        Resources: ['arn:aws:x:::y'],
        Time: new Date('2026-01-02T03:04:05.678Z'),
      }),
    );
    expect(FailedEntryCount).toBe(0);
    expect(first?.EventId).toMatch(uuid);
    const [message, ...others] = await cloud.receive(Arn);
    expect(others).toEqual([]);
    expect(message?.Body).toBe(
      `{"version":"0","id":"${second?.EventId}","detail-type":"Paid","source":"bank","account":"000000000000",` +
        '"time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":["arn:aws:x:::y"],' +
        '"detail":{"amount":11.50,"big":12345678901234567890,"__proto__":{"x":1}}}',
    );
  });

  test('entries fail one by one', async () => {
    const { Entries, FailedEntryCount } = await put(
      entry('{'),
      entry('{}'),
      entry('[]'),
      entry('{}', { Source: '' }),
      entry('{}', { Source: 'aws.ec2' }),
    );
    expect(FailedEntryCount).toBe(4);
    expect(Entries?.map(({ ErrorCode, ErrorMessage }) => [ErrorCode, ErrorMessage])).toEqual([
      ['MalformedDetail', 'Detail is malformed.'],
      [undefined, undefined],
      ['MalformedDetail', 'Detail is malformed.'],
      ['InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.'],
      ['NotAuthorizedForSourceException', 'Not authorized for the source.'],
    ]);
  });

  test('input, paths, templates, a FIFO queue and a function', async () => {
    const [text, path, made, fifo] = await Promise.all(
      ['text', 'path', 'made', 'ordered.fifo'].map((name) => cloud.createQueue(name)),
    );
    const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:audit';
    await route({ source: ['bank'] }, [
      { Id: 'text', Arn: text, Input: '{"fixed":true}' },
      { Id: 'path', Arn: path, InputPath: '$.detail.lines[1]' },
      {
        Id: 'made',
        Arn: made,
        InputTransformer: {
          InputPathsMap: { who: '$.detail.who', sum: '$.detail.sum', none: '$.detail.none' },
          InputTemplate: '{"text":"<who> paid","sum":<sum>,"none":<none>,"rule":"<aws.events.rule-name>"}',
        },
      },
      { Id: 'fifo', Arn: fifo, SqsParameters: { MessageGroupId: 'all' } },
      { Id: 'function', Arn: functionArn, InputPath: '$.detail.who' },
    ]);
    await put(entry('{"who":"Ada","sum":1.50,"lines":[1,{"n":2}]}'));
    expect(await cloud.bodies(text ?? '')).toEqual([{ fixed: true }]);
    expect(await cloud.bodies(path ?? '')).toEqual([{ n: 2 }]);
    const [message] = await cloud.receive(made ?? '');
    expect(message?.Body).toBe('{"text":"Ada paid","sum":1.50,"none":"","rule":"rule"}');
    expect(await cloud.bodies(fifo ?? '')).toMatchObject([{ source: 'bank' }]);
    await cloud.context.clock.advance(0);
    expect(cloud.invoked).toEqual([{ arn: functionArn, payload: 'Ada' }]);
  });

  test('what no retry delivers goes to the dead-letter queue with its reasons', async () => {
    const dead = await cloud.createQueue('dead');
    const missing = 'arn:aws:sqs:us-east-1:000000000000:missing';
    const RULE_ARN = await route({ source: ['bank'] }, [
      { Id: 'queue', Arn: missing, DeadLetterConfig: { Arn: dead }, RetryPolicy: { MaximumRetryAttempts: 0 } },
    ]);
    await put(entry('{"n":1}'));
    await cloud.context.clock.advance(0);
    const [message] = await cloud.receive(dead);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ source: 'bank', detail: { n: 1 } });
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      value.StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toMatchObject({ RULE_ARN, TARGET_ARN: missing, RETRY_ATTEMPTS: '0' });
    expect(Object.keys(Object.fromEntries(attributes))).toEqual(
      expect.arrayContaining(['ERROR_CODE', 'ERROR_MESSAGE']),
    );
  });

  test('an archive keeps events, and a replay sends those of its time to the rules it names', async () => {
    const { EventBusArn } = await cloud.client.send(new CreateEventBusCommand({ Name: 'bank' }));
    const Arn = await cloud.createQueue('work');
    const rule = await route({ source: ['bank'] }, [{ Id: 'queue', Arn }], { EventBusName: 'bank' });
    const { ArchiveArn, State } = await cloud.client.send(
      new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn: EventBusArn, RetentionDays: 7 }),
    );
    expect(State).toBe('ENABLED');
    const onBus = (n: number) =>
      entry(`{"n":${n}}`, { EventBusName: EventBusArn, Time: new Date(Date.UTC(2026, 0, 1, 0, n)) });
    await put(onBus(1), onBus(2), onBus(3));
    expect(await cloud.receive(Arn)).toHaveLength(3);
    const archive = await cloud.client.send(new DescribeArchiveCommand({ ArchiveName: 'all' }));
    expect(archive).toMatchObject({ EventSourceArn: EventBusArn, EventCount: 3, RetentionDays: 7, State: 'ENABLED' });
    expect(archive.CreationTime).toEqual(new Date('2026-01-01T00:00:00Z'));

    const EventStartTime = new Date('2026-01-01T00:02:00Z');
    const EventEndTime = new Date('2026-01-01T01:00:00Z');
    const Destination = { Arn: EventBusArn, FilterArns: [rule] };
    const started = await cloud.client.send(
      new StartReplayCommand({
        ReplayName: 'again',
        EventSourceArn: ArchiveArn,
        EventStartTime,
        EventEndTime,
        Destination,
      }),
    );
    expect(started).toMatchObject({ State: 'STARTING', ReplayArn: expect.stringContaining(':replay/again') });
    await cloud.context.clock.advance(1000);
    const replayed = await cloud.bodies(Arn);
    expect(replayed).toMatchObject([
      { 'replay-name': 'again', detail: { n: 2 } },
      { 'replay-name': 'again', detail: { n: 3 } },
    ]);
    const replay = await cloud.client.send(new DescribeReplayCommand({ ReplayName: 'again' }));
    expect(replay).toMatchObject({
      State: 'COMPLETED',
      EventSourceArn: ArchiveArn,
      Destination,
      EventStartTime,
      EventEndTime,
      EventLastReplayedTime: new Date('2026-01-01T00:03:00Z'),
    });
    const { Replays } = await cloud.client.send(new ListReplaysCommand({ NamePrefix: 'ag' }));
    expect(Replays?.map(({ ReplayName }) => ReplayName)).toEqual(['again']);
    const after = await cloud.client.send(new DescribeArchiveCommand({ ArchiveName: 'all' }));
    expect(after.EventCount).toBe(3);
  });

  test('a schedule sends events of its own', async () => {
    const Arn = await cloud.createQueue('ticks');
    await cloud.client.send(
      new PutRuleCommand({ Name: 'minutely', ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' }),
    );
    await cloud.client.send(new PutTargetsCommand({ Rule: 'minutely', Targets: [{ Id: 'queue', Arn }] }));
    await cloud.context.clock.advance(120_000);
    expect(await cloud.bodies(Arn)).toEqual([]);
    await cloud.client.send(new EnableRuleCommand({ Name: 'minutely' }));
    await cloud.context.clock.advance(120_000);
    expect(await cloud.bodies(Arn)).toMatchObject([
      { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
      { source: 'aws.events', resources: [expect.stringContaining(':rule/minutely')] },
    ]);
  });
});
