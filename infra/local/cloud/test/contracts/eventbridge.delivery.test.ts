import { DisableRuleCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { expect } from 'vitest';
import { entry, put, route } from './buses.ts';
import { describeContracts } from './contract.ts';
import { createQueue, queueArn } from './queues.ts';

describeContracts('EventBridge delivery', (contract) => {
  contract('an event reaches a queue in its envelope, its detail as it was', async (cloud) => {
    const { arn: Arn, ...queue } = await createQueue(cloud, 'work');
    await route(cloud, { pattern: { detail: { amount: [{ numeric: ['>', 10] }] } } }, { Id: 'queue', Arn });
    const { Entries: [, second] = [] } = await put(
      cloud,
      entry('{"amount":10}'),
      entry('{"amount":11.50,"big":12345678901234567890,"list":[1,null]}', {
        Resources: ['arn:aws:x:::y'],
        Time: new Date('2026-01-02T03:04:05.678Z'),
      }),
    );
    const [message, ...others] = await queue.arrivals(1);
    expect(others).toEqual([]);
    expect(message?.Body).toBe(
      `{"version":"0","id":"${second?.EventId}","detail-type":"Paid","source":"bank","account":"${cloud.account}",` +
        `"time":"2026-01-02T03:04:05Z","region":"${cloud.region}","resources":["arn:aws:x:::y"],` +
        '"detail":{"amount":11.50,"big":12345678901234567890,"list":[1,null]}}',
    );
  });

  contract('an event without a time has the time of its arrival, in seconds', async (cloud) => {
    const { arn: Arn, ...queue } = await createQueue(cloud, 'work');
    await route(cloud, {}, { Id: 'queue', Arn });
    await put(cloud, entry('{}'));
    const [message] = await queue.arrivals(1);
    const { time, resources } = JSON.parse(message?.Body ?? '{}');
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(time) - cloud.now())).toBeLessThan(30_000);
    expect(resources).toEqual([]);
  });

  const inputs = [
    ['nothing but the constant', { Input: '{"fixed":true}' }, '{"fixed":true}'],
    ['an object at a path', { InputPath: '$.detail.lines[1]' }, '{"n":2}'],
    ['a text at a path', { InputPath: '$.detail.who' }, '"Ada"'],
    [
      'a JSON template',
      { map: { who: '$.detail.who', sum: '$.detail.sum' }, template: '{"text":"<who> paid","sum":<sum>}' },
      '{"text":"Ada paid","sum":1.5}',
    ],
    ['a text template', { map: { who: '$.detail.who' }, template: '"<who> paid"' }, '"Ada paid"'],
    [
      'an object in a template',
      { map: { line: '$.detail.lines[1]' }, template: '{"line":<line>}' },
      '{"line":{"n":2}}',
    ],
    [
      'a text without quotes in a template',
      { map: { who: '$.detail.who' }, template: '{"who":<who>}' },
      '{"who":"Ada"}',
    ],
    ['what is missing in a template', { map: { no: '$.detail.no' }, template: '{"no":<no>}' }, '{"no":""}'],
    ['the rule’s name', { map: {}, template: '{"rule":"<aws.events.rule-name>"}' }, '{"rule":"rule"}'],
  ] as const;
  for (const [title, input, expected] of inputs) {
    contract(`a target gets ${title}`, async (cloud) => {
      const { arn: Arn, ...queue } = await createQueue(cloud, 'work');
      const shaped =
        'template' in input
          ? { InputTransformer: { InputPathsMap: { ...input.map }, InputTemplate: input.template } }
          : input;
      await route(cloud, {}, { Id: 'queue', Arn, ...shaped });
      await put(cloud, entry('{"who":"Ada","sum":1.5,"lines":[1,{"n":2}]}'));
      const [message] = await queue.arrivals(1);
      expect(message?.Body).toBe(expected);
    });
  }

  contract('a FIFO queue gets all events in the group of the target', async (cloud) => {
    const { arn: Arn, ...queue } = await createQueue(cloud, 'work.fifo', { ContentBasedDeduplication: 'true' });
    await route(cloud, {}, { Id: 'queue', Arn, SqsParameters: { MessageGroupId: 'all' } });
    await put(cloud, entry('{}'));
    const [message] = await queue.arrivals(1);
    expect(message?.Attributes?.MessageGroupId).toBe('all');
  });

  contract('an event goes to every target of every rule that it matches', async (cloud) => {
    const first = await createQueue(cloud, 'first');
    const second = await createQueue(cloud, 'second');
    await route(cloud, { name: 'both' }, { Id: 'a', Arn: first.arn }, { Id: 'b', Arn: second.arn });
    await route(cloud, { name: 'one' }, { Id: 'a', Arn: first.arn });
    await put(cloud, entry('{}'));
    expect([(await first.arrivals(2)).length, (await second.arrivals(1)).length]).toEqual([2, 1]);
  });

  const silent = [
    ['a disabled rule', new DisableRuleCommand({ Name: 'silent' })],
    ['a removed target', new RemoveTargetsCommand({ Rule: 'silent', Ids: ['a'] })],
  ] as const;
  for (const [what, command] of silent) {
    contract(`${what} gets nothing`, async (cloud) => {
      const queue = await createQueue(cloud, 'work');
      const heard = await createQueue(cloud, 'heard');
      await route(cloud, { name: 'silent' }, { Id: 'a', Arn: queue.arn });
      await route(cloud, { name: 'heard' }, { Id: 'a', Arn: heard.arn });
      await cloud.events.send(command as DisableRuleCommand);
      await put(cloud, entry('{}'));
      expect(await heard.arrivals(1)).toHaveLength(1);
      expect(await queue.bodies()).toEqual([]);
    });
  }

  contract('an undeliverable event goes to the target’s dead-letter queue with its reasons', async (cloud) => {
    const dead = await createQueue(cloud, 'dead');
    const missing = queueArn(cloud, 'missing');
    const RULE_ARN = await route(
      cloud,
      {},
      {
        Id: 'queue',
        Arn: missing,
        DeadLetterConfig: { Arn: dead.arn },
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
    );
    await put(cloud, entry('{"n":1}'));
    const [message] = await dead.arrivals(1);
    expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({ source: 'bank', detail: { n: 1 } });
    const attributes = Object.entries(message?.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      value.StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toMatchObject({ RULE_ARN, TARGET_ARN: missing, RETRY_ATTEMPTS: '0' });
    expect(Object.keys(Object.fromEntries(attributes))).toEqual(
      expect.arrayContaining(['ERROR_CODE', 'ERROR_MESSAGE']),
    );
  });
});
