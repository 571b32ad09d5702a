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
  UntagResourceCommand,
  UpdateEventBusCommand,
} from '@aws-sdk/client-eventbridge';
import { expect } from 'vitest';
import { defaultBusArn } from './buses.ts';
import { describeContracts } from './contract.ts';
import { queueArn } from './queues.ts';

const EventPattern = '{"source":["bank"]}';

describeContracts('EventBridge', (contract) => {
  contract('buses: one by default, others created, described and deleted', async (cloud) => {
    const { events } = cloud;
    const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: 'bank', Description: 'money' }));
    expect(EventBusArn).toBe(defaultBusArn(cloud).replace('default', 'bank'));
    const described = await events.send(new DescribeEventBusCommand({ Name: 'bank' }));
    expect(described).toMatchObject({ Name: 'bank', Arn: EventBusArn, Description: 'money' });
    expect(Math.abs((described.CreationTime?.getTime() ?? 0) - cloud.now())).toBeLessThan(30_000);
    expect(await events.send(new DescribeEventBusCommand({ Name: EventBusArn }))).toMatchObject({ Name: 'bank' });
    expect(await events.send(new DescribeEventBusCommand({}))).toMatchObject({
      Name: 'default',
      Arn: defaultBusArn(cloud),
    });
    await events.send(new DeleteEventBusCommand({ Name: 'bank' }));
    await events.send(new DeleteEventBusCommand({ Name: 'bank' }));
    const { EventBuses } = await events.send(new ListEventBusesCommand({ NamePrefix: 'ba' }));
    expect(EventBuses).toEqual([]);
  });

  contract('buses are listed page by page', async ({ events }) => {
    await events.send(new CreateEventBusCommand({ Name: 'bank' }));
    const first = await events.send(new ListEventBusesCommand({ Limit: 1 }));
    const second = await events.send(new ListEventBusesCommand({ Limit: 1, NextToken: first.NextToken }));
    const names = [first, second].flatMap(({ EventBuses = [] }) => EventBuses.map(({ Name }) => Name));
    expect(names.sort()).toEqual(['bank', 'default']);
    expect(second.NextToken).toBeUndefined();
  });

  contract('a bus’s description can be changed', async ({ events }) => {
    await events.send(new CreateEventBusCommand({ Name: 'bank', Description: 'money' }));
    await events.send(new UpdateEventBusCommand({ Name: 'bank', Description: 'more money' }));
    expect(await events.send(new DescribeEventBusCommand({ Name: 'bank' }))).toMatchObject({
      Description: 'more money',
    });
  });

  contract('permissions make the policy of a bus', async (cloud) => {
    const { events } = cloud;
    const statement = { Action: 'events:PutEvents', Principal: '111122223333', StatementId: 'them' };
    await events.send(new PutPermissionCommand(statement));
    const { Policy = '{}' } = await events.send(new DescribeEventBusCommand({}));
    expect(JSON.parse(Policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'them',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: 'events:PutEvents',
          Resource: defaultBusArn(cloud),
        },
      ],
    });
    await events.send(new RemovePermissionCommand({ StatementId: 'them' }));
    expect((await events.send(new DescribeEventBusCommand({}))).Policy).toBeUndefined();
  });

  contract('rules are put, described, listed, disabled and deleted', async (cloud) => {
    const { events, region, account } = cloud;
    const { RuleArn } = await events.send(new PutRuleCommand({ Name: 'paid', EventPattern, Description: 'd' }));
    expect(RuleArn).toBe(`arn:aws:events:${region}:${account}:rule/paid`);
    const schedule = { Name: 'daily', ScheduleExpression: 'cron(0 12 ? * MON *)' };
    await events.send(new PutRuleCommand(schedule));
    const rule = { Name: 'paid', Arn: RuleArn, EventPattern, State: 'ENABLED', Description: 'd' };
    expect(await events.send(new DescribeRuleCommand({ Name: 'paid' }))).toMatchObject(rule);
    const { Rules = [] } = await events.send(new ListRulesCommand({}));
    const byName = [...Rules].sort((left, right) => ((left.Name ?? '') < (right.Name ?? '') ? -1 : 1));
    expect(byName).toMatchObject([schedule, rule]);
    await events.send(new DisableRuleCommand({ Name: 'paid' }));
    expect(await events.send(new DescribeRuleCommand({ Name: 'paid' }))).toMatchObject({ State: 'DISABLED' });
    await events.send(new DeleteRuleCommand({ Name: 'paid' }));
    await events.send(new DeleteRuleCommand({ Name: 'paid' }));
    expect((await events.send(new ListRulesCommand({ NamePrefix: 'p' }))).Rules).toEqual([]);
  });

  contract('a rule of a bus of one’s own has the bus in its ARN', async ({ events, region, account }) => {
    await events.send(new CreateEventBusCommand({ Name: 'bank' }));
    const { RuleArn } = await events.send(new PutRuleCommand({ Name: 'paid', EventPattern, EventBusName: 'bank' }));
    expect(RuleArn).toBe(`arn:aws:events:${region}:${account}:rule/bank/paid`);
  });

  contract('targets are put, listed, found and removed', async (cloud) => {
    const { events } = cloud;
    const plain = { Id: 'a', Arn: queueArn(cloud, 'a') };
    const shaped = {
      Id: 'b',
      Arn: queueArn(cloud, 'b'),
      InputTransformer: { InputPathsMap: { x: '$.detail.x' }, InputTemplate: '"<x>"' },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: { Arn: queueArn(cloud, 'dead') },
    };
    await events.send(new PutRuleCommand({ Name: 'paid', EventPattern }));
    const put = await events.send(new PutTargetsCommand({ Rule: 'paid', Targets: [plain, shaped] }));
    expect(put).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] });
    const listed = await events.send(new ListTargetsByRuleCommand({ Rule: 'paid' }));
    expect(listed.Targets).toEqual([plain, shaped]);
    const { RuleNames } = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: plain.Arn }));
    expect(RuleNames).toEqual(['paid']);
    await events.send(new RemoveTargetsCommand({ Rule: 'paid', Ids: ['a', 'b'] }));
    expect((await events.send(new ListTargetsByRuleCommand({ Rule: 'paid' }))).Targets).toEqual([]);
  });

  contract('rules have tags', async ({ events }) => {
    const Tags = [{ Key: 'team', Value: 'tea' }];
    const { RuleArn: ResourceARN } = await events.send(new PutRuleCommand({ Name: 'paid', EventPattern, Tags }));
    await events.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'stage', Value: 'one' }] }));
    await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team'] }));
    const listed = await events.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(listed.Tags).toEqual([{ Key: 'stage', Value: 'one' }]);
  });

  contract('nothing is archived before an archive is created', async ({ events }) => {
    expect((await events.send(new ListArchivesCommand({}))).Archives).toEqual([]);
  });
});
