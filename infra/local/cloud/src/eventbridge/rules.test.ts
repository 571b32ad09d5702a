import { beforeEach, describe, expect, test } from 'vitest';
import { entry, machineArn, openTestEvents, putRule, queueArn, type TestEvents } from './testing/open-events.ts';

let cloud: TestEvents;
beforeEach(async () => {
  cloud = await openTestEvents();
});

const queue = queueArn('queue');
const fifo = queueArn('queue.fifo');
const pattern = '{"source":["test"]}';

test('a rule is listed and described until it is deleted', async () => {
  await cloud.call('CreateEventBus', { Name: 'bus' });
  const RuleArn = 'arn:aws:events:us-east-1:000000000000:rule/bus/rule';
  const settings = { Name: 'rule', EventBusName: 'bus', EventPattern: pattern, Description: 'text' };
  expect(await cloud.call('PutRule', settings)).toEqual({ RuleArn });
  const described = { ...settings, Arn: RuleArn, State: 'ENABLED' };
  expect(await cloud.call('DescribeRule', { Name: 'rule', EventBusName: 'bus' })).toEqual({
    ...described,
    CreatedBy: '000000000000',
  });
  expect(await cloud.call('ListRules', { EventBusName: 'bus', NamePrefix: 'ru' })).toEqual({ Rules: [described] });
  expect(await cloud.call('ListRules')).toEqual({ Rules: [] });
  await cloud.call('DeleteRule', { Name: 'rule', EventBusName: 'bus' });
  await cloud.call('DeleteRule', { Name: 'rule', EventBusName: 'bus' });
  await expect(cloud.call('DescribeRule', { Name: 'rule', EventBusName: 'bus' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: 'Rule rule does not exist on EventBus bus.',
  });
});

test('a rule that is put again keeps only its targets and tags', async () => {
  const Tags = [{ Key: 'a', Value: '1' }];
  await cloud.call('PutRule', { Name: 'rule', EventPattern: pattern, Description: 'text', Tags });
  await cloud.call('PutTargets', { Rule: 'rule', Targets: [{ Id: '1', Arn: queue }] });
  await cloud.call('PutRule', { Name: 'rule', EventPattern: '{"source":["other"]}', Tags: [] });
  expect(await cloud.call('DescribeRule', { Name: 'rule' })).toEqual({
    Name: 'rule',
    Arn: 'arn:aws:events:us-east-1:000000000000:rule/rule',
    EventPattern: '{"source":["other"]}',
    State: 'ENABLED',
    EventBusName: 'default',
    CreatedBy: '000000000000',
  });
  expect(await cloud.call('ListTargetsByRule', { Rule: 'rule' })).toEqual({ Targets: [{ Id: '1', Arn: queue }] });
  const ResourceARN = 'arn:aws:events:us-east-1:000000000000:rule/rule';
  expect(await cloud.call('ListTagsForResource', { ResourceARN })).toEqual({ Tags });
});

test('a disabled rule delivers nothing', async () => {
  await putRule(cloud, {}, { Arn: queue });
  await cloud.call('DisableRule', { Name: 'rule' });
  await cloud.call('PutEvents', { Entries: [entry()] });
  expect(cloud.sent).toEqual([]);
  await cloud.call('EnableRule', { Name: 'rule' });
  await cloud.call('PutEvents', { Entries: [entry()] });
  expect(cloud.sent).toHaveLength(1);
});

test('pages', async () => {
  for (const name of ['c', 'a', 'b']) await putRule(cloud, { name }, { Arn: queue });
  const first = await cloud.call('ListRuleNamesByTarget', { TargetArn: queue, Limit: 2 });
  expect(first).toEqual({ RuleNames: ['a', 'b'], NextToken: expect.any(String) });
  const { NextToken } = first;
  expect(await cloud.call('ListRuleNamesByTarget', { TargetArn: queue, Limit: 2, NextToken })).toEqual({
    RuleNames: ['c'],
  });
});

describe('refused', () => {
  test.each([
    [
      { EventPattern: pattern, State: 'ON' },
      "1 validation error detected: Value 'ON' at 'state' failed to satisfy constraint: Member must satisfy enum " +
        'value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]',
    ],
    [
      { EventPattern: 'p'.repeat(4097) },
      `1 validation error detected: Value '${'p'.repeat(4097)}' at 'eventPattern' failed to satisfy constraint: ` +
        'Member must have length less than or equal to 4096',
    ],
    [
      { Name: `a ${'b'.repeat(64)}`, EventPattern: pattern },
      `2 validation errors detected: Value 'a ${'b'.repeat(64)}' at 'name' failed to satisfy constraint: Member must ` +
        `satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+; Value 'a ${'b'.repeat(64)}' at 'name' failed to ` +
        'satisfy constraint: Member must have length less than or equal to 64',
    ],
    [
      { Name: undefined, EventPattern: pattern },
      "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
  ])('PutRule %j', async (settings, message) => {
    await expect(cloud.call('PutRule', { Name: 'rule', ...settings })).rejects.toMatchObject({
      code: 'ValidationException',
      message,
    });
  });

  test('more than 300 rules', async () => {
    for (let rule = 0; rule < 300; rule++) await putRule(cloud, { name: `rule-${rule}` });
    await expect(putRule(cloud, { name: 'one-more' })).rejects.toMatchObject({ code: 'LimitExceededException' });
  });

  test.each([
    [{ Arn: 'arn:aws:sns:us-east-1:000000000000:topic' }, 'sns is not a supported service for a target.'],
    [{ Arn: machineArn('m') }, `RoleArn is required for target ${machineArn('m')}.`],
    [
      { Arn: queue, Input: "{'x': 1}" },
      'JSON syntax error in input for target 1: expected a name in double quotes at line 1, column 2',
    ],
    [{ Arn: queue, InputPath: 'detail' }, 'Invalid InputPath for target 1.'],
    [
      { Arn: queue, InputTransformer: { InputTemplate: 'Hello' } },
      'Invalid InputTemplate for target 1 : expected a value at line 1, column 1.',
    ],
    [{ Arn: queue, EcsParameters: {} }, 'Parameter EcsParameters is not valid for target 1.'],
    [
      { Arn: queue, RetryPolicy: { MaximumRetryAttempts: 186, MaximumEventAgeInSeconds: 59 } },
      "2 validation errors detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to " +
        "satisfy constraint: Member must have value less than or equal to 185; Value '59' at " +
        "'targets.1.member.retryPolicy.maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value " +
        'greater than or equal to 60',
    ],
    [
      { Arn: queue, Id: '!@#' },
      "1 validation error detected: Value '!@#' at 'targets.1.member.id' failed to satisfy constraint: Member must " +
        'satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+',
    ],
  ])('target %j', async (target, message) => {
    await putRule(cloud, {});
    await expect(cloud.call('PutTargets', { Rule: 'rule', Targets: [{ Id: '1', ...target }] })).rejects.toMatchObject({
      code: 'ValidationException',
      message,
    });
  });

  test('more than five targets', async () => {
    await putRule(cloud, {}, ...Array(5).fill({ Arn: queue }));
    await expect(cloud.call('PutTargets', { Rule: 'rule', Targets: [{ Id: '6', Arn: queue }] })).rejects.toMatchObject({
      code: 'LimitExceededException',
      message: 'The requested resource exceeds the maximum number allowed.',
    });
    await cloud.call('PutTargets', {
      Rule: 'rule',
      Targets: [{ Id: '5', Arn: fifo, SqsParameters: { MessageGroupId: 'g' } }],
    });
    await cloud.call('RemoveTargets', { Rule: 'rule', Ids: ['1', '2'] });
    const { Targets } = await cloud.call('ListTargetsByRule', { Rule: 'rule' });
    expect(Targets.map(({ Id }: { Id: string }) => Id)).toEqual(['3', '4', '5']);
  });
});
