import { beforeEach, describe, expect, test } from 'vitest';
import { busArn, openTestEvents, putRule, type TestEvents } from './testing/open-events.ts';

let cloud: TestEvents;
beforeEach(async () => {
  cloud = await openTestEvents();
});

const createdAt = { CreationTime: 1767225600, LastModifiedTime: 1767225600 };

test('the default bus exists from the start', async () => {
  const bus = { Name: 'default', Arn: busArn('default'), ...createdAt };
  expect(await cloud.call('DescribeEventBus')).toEqual(bus);
  expect(await cloud.call('ListEventBuses')).toEqual({ EventBuses: [bus] });
});

test('a bus is created, changed and deleted', async () => {
  expect(await cloud.call('CreateEventBus', { Name: 'bus', Description: 'text' })).toEqual({
    EventBusArn: busArn('bus'),
    Description: 'text',
  });
  await cloud.context.clock.advance(1500);
  expect(await cloud.call('UpdateEventBus', { Name: 'bus', Description: 'new' })).toEqual({
    Name: 'bus',
    Arn: busArn('bus'),
    Description: 'new',
  });
  expect(await cloud.call('DescribeEventBus', { Name: busArn('bus') })).toEqual({
    Name: 'bus',
    Arn: busArn('bus'),
    Description: 'new',
    CreationTime: 1767225600,
    LastModifiedTime: 1767225601.5,
  });
  await cloud.call('DeleteEventBus', { Name: 'bus' });
  await cloud.call('DeleteEventBus', { Name: 'bus' });
  expect((await cloud.call('ListEventBuses', { NamePrefix: 'b' })).EventBuses).toEqual([]);
});

test('buses and rules survive a restart', async () => {
  await cloud.call('CreateEventBus', { Name: 'bus', Tags: [{ Key: 'k', Value: 'v' }] });
  await putRule(cloud, { bus: 'bus' });
  const restarted = await cloud.restart();
  expect(await restarted.call('ListTagsForResource', { ResourceARN: busArn('bus') })).toEqual({
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  expect((await restarted.call('ListRules', { EventBusName: 'bus' })).Rules).toHaveLength(1);
});

describe('refused', () => {
  test.each([
    ['CreateEventBus', { Name: 'default' }, 'ResourceAlreadyExistsException', 'Event bus default already exists.'],
    ['CreateEventBus', { Name: 'a/b' }, 'ValidationException', "Event bus name must not contain '/'."],
    ['ListRules', { EventBusName: 'none' }, 'ResourceNotFoundException', 'Event bus none does not exist.'],
    ['PutPermission', { EventBusName: 'none' }, 'ResourceNotFoundException', 'Event bus none does not exist.'],
    ['PutPermission', {}, 'ValidationException', 'Parameter Principal must be specified.'],
    [
      'RemovePermission',
      { StatementId: 'none' },
      'ResourceNotFoundException',
      'Statement with the provided id does not exist.',
    ],
    ['RemovePermission', {}, 'ValidationException', 'Parameter StatementId is required.'],
    [
      'TagResource',
      { ResourceARN: busArn('none'), Tags: [] },
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    ],
    [
      'ListTagsForResource',
      { ResourceARN: 'arn:aws:events:us-east-1:000000000000:rule/none' },
      'ResourceNotFoundException',
      'Rule none does not exist on EventBus default.',
    ],
  ])('%s %j', async (operation, input, code, message) => {
    await expect(cloud.call(operation, input)).rejects.toMatchObject({ code, message });
  });

  test('a bus with rules cannot be deleted', async () => {
    await cloud.call('CreateEventBus', { Name: 'bus' });
    await putRule(cloud, { bus: 'bus' });
    await expect(cloud.call('DeleteEventBus', { Name: 'bus' })).rejects.toMatchObject({ code: 'ValidationException' });
  });
});

test('permissions become the policy of the bus', async () => {
  const Action = 'events:PutEvents';
  await cloud.call('PutPermission', { Action, Principal: '111111111111', StatementId: 'one' });
  await cloud.call('PutPermission', { Action, Principal: '*', StatementId: 'all' });
  const statement = { Effect: 'Allow', Action, Resource: busArn('default') };
  expect(JSON.parse((await cloud.call('DescribeEventBus')).Policy)).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'one', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, ...statement },
      { Sid: 'all', Principal: '*', ...statement },
    ],
  });
  await cloud.call('RemovePermission', { StatementId: 'one' });
  await cloud.call('RemovePermission', { RemoveAllPermissions: true });
  expect((await cloud.call('DescribeEventBus')).Policy).toBeUndefined();
});

test('tags are set, replaced and removed', async () => {
  const ResourceARN = busArn('default');
  const tags = (...pairs: string[]) => pairs.map((pair) => ({ Key: pair.split('=')[0], Value: pair.split('=')[1] }));
  await cloud.call('TagResource', { ResourceARN, Tags: tags('a=1', 'b=2') });
  await cloud.call('TagResource', { ResourceARN, Tags: tags('b=3') });
  await cloud.call('UntagResource', { ResourceARN, TagKeys: ['a', 'none'] });
  expect(await cloud.call('ListTagsForResource', { ResourceARN })).toEqual({ Tags: tags('b=3') });
});
