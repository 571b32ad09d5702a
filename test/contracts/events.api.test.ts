/** Buses, rules, targets, permissions and tags through an unmodified SDK: shapes survive its parsers. */
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  ListArchivesCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
  UpdateEventBusCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EventsUnderTest, openEventsClient, transports } from './events-client.ts';

const EventPattern = '{"source":["bank"]}';
const target = (Id: string) => ({ Id, Arn: `arn:aws:sqs:us-east-1:000000000000:${Id}` });

describe.each(transports)('over %s', (transport) => {
  let cloud: EventsUnderTest;
  beforeEach(async () => {
    cloud = await openEventsClient(transport);
  });
  afterEach(async () => {
    await cloud.close();
    expect(cloud.context.faults).toEqual([]);
  });

  test('buses: one by default, others created, described, updated, listed and deleted', async () => {
    const { client } = cloud;
    const created = await client.send(new CreateEventBusCommand({ Name: 'bank', Description: 'money' }));
    expect(created.EventBusArn).toBe('arn:aws:events:us-east-1:000000000000:event-bus/bank');
    const described = await client.send(new DescribeEventBusCommand({ Name: 'bank' }));
    expect(described).toMatchObject({ Name: 'bank', Arn: created.EventBusArn, Description: 'money' });
    expect(described.CreationTime).toEqual(new Date('2026-01-01T00:00:00Z'));
    await client.send(new UpdateEventBusCommand({ Name: 'bank', Description: 'more money' }));
    expect(await client.send(new DescribeEventBusCommand({ Name: created.EventBusArn }))).toMatchObject({
      Description: 'more money',
    });
    expect(await client.send(new DescribeEventBusCommand({}))).toMatchObject({ Name: 'default' });
    const first = await client.send(new ListEventBusesCommand({ Limit: 1 }));
    const second = await client.send(new ListEventBusesCommand({ Limit: 1, NextToken: first.NextToken }));
    expect([first, second].map(({ EventBuses }) => EventBuses?.map(({ Name }) => Name))).toEqual([
      ['bank'],
      ['default'],
    ]);
    expect(second.NextToken).toBeUndefined();
    await client.send(new DeleteEventBusCommand({ Name: 'bank' }));
    const { EventBuses } = await client.send(new ListEventBusesCommand({ NamePrefix: 'ba' }));
    expect(EventBuses).toEqual([]);
  });

  test('permissions make the policy of a bus', async () => {
    const { client } = cloud;
    const statement = { Action: 'events:PutEvents', Principal: '111122223333', StatementId: 'them' };
    await client.send(new PutPermissionCommand(statement));
    const { Policy = '' } = await client.send(new DescribeEventBusCommand({}));
    expect(JSON.parse(Policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'them',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: 'events:PutEvents',
          Resource: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
        },
      ],
    });
    await client.send(new RemovePermissionCommand({ StatementId: 'them' }));
    expect((await client.send(new DescribeEventBusCommand({}))).Policy).toBeUndefined();
  });

  test('rules and targets: put, described, listed, disabled, removed', async () => {
    const { client } = cloud;
    const { RuleArn } = await client.send(new PutRuleCommand({ Name: 'paid', EventPattern, Description: 'd' }));
    expect(RuleArn).toBe('arn:aws:events:us-east-1:000000000000:rule/paid');
    await client.send(new PutRuleCommand({ Name: 'daily', ScheduleExpression: 'cron(0 12 L * ? *)' }));
    const rule = {
      Name: 'paid',
      Arn: RuleArn,
      EventPattern,
      State: 'ENABLED',
      Description: 'd',
      EventBusName: 'default',
    };
    expect(await client.send(new DescribeRuleCommand({ Name: 'paid' }))).toMatchObject(rule);
    const { Rules } = await client.send(new ListRulesCommand({}));
    expect(Rules).toMatchObject([{ Name: 'daily', ScheduleExpression: 'cron(0 12 L * ? *)' }, rule]);

    const transformed = {
      ...target('b'),
      InputTransformer: { InputPathsMap: { x: '$.detail.x' }, InputTemplate: '"<x>"' },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:dead' },
    };
    const put = await client.send(new PutTargetsCommand({ Rule: 'paid', Targets: [target('a'), transformed] }));
    expect(put).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] });
    const listed = await client.send(new ListTargetsByRuleCommand({ Rule: 'paid' }));
    expect(listed.Targets).toEqual([target('a'), transformed]);
    const { RuleNames } = await client.send(new ListRuleNamesByTargetCommand({ TargetArn: target('a').Arn }));
    expect(RuleNames).toEqual(['paid']);

    await client.send(new DisableRuleCommand({ Name: 'paid' }));
    expect(await client.send(new DescribeRuleCommand({ Name: 'paid' }))).toMatchObject({ State: 'DISABLED' });
    await client.send(new RemoveTargetsCommand({ Rule: 'paid', Ids: ['a', 'b'] }));
    await client.send(new DeleteRuleCommand({ Name: 'paid' }));
    await client.send(new DeleteRuleCommand({ Name: 'paid' }));
    expect((await client.send(new ListRulesCommand({ NamePrefix: 'p' }))).Rules).toEqual([]);
  });

  test('tags', async () => {
    const { client } = cloud;
    const Tags = [{ Key: 'team', Value: 'tea' }];
    const { RuleArn: ResourceARN } = await client.send(new PutRuleCommand({ Name: 'paid', EventPattern, Tags }));
    await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'stage', Value: 'one' }] }));
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team'] }));
    const listed = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(listed.Tags).toEqual([{ Key: 'stage', Value: 'one' }]);
  });

  test('TestEventPattern tells whether an event matches', async () => {
    const event = {
      id: '1',
      'detail-type': 'Paid',
      source: 'bank',
      account: '000000000000',
      time: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
      resources: [],
      detail: { amount: 300.0, to: [{ name: 'Ada' }] },
    };
    const verdict = async (pattern: object) => {
      const Event = JSON.stringify(event);
      return (await cloud.client.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event })))
        .Result;
    };
    expect(await verdict({ detail: { amount: [{ numeric: ['=', 3e2] }], to: { name: [{ prefix: 'A' }] } } })).toBe(
      true,
    );
    expect(await verdict({ detail: { to: { name: [{ 'anything-but': { suffix: 'da' } }] } } })).toBe(false);
    expect(await verdict({ $or: [{ source: ['x'] }, { detail: { gone: [{ exists: false }] } }] })).toBe(true);
  });

  test('nothing is archived before an archive is created', async () => {
    expect((await cloud.client.send(new ListArchivesCommand({}))).Archives).toEqual([]);
  });
});
