/** Provisions the templates of stage local on the local cloud, as `npm start` does. */
import { DescribeArchiveCommand, DescribeRuleCommand } from '@aws-sdk/client-eventbridge';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, ListQueuesCommand } from '@aws-sdk/client-sqs';
import { type Cloud, openCloud, type ProvisionRecord, provision } from '@zeroloss/local-cloud';
import { openTestContext, type TestContext } from '@zeroloss/local-cloud/testing';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StackTemplate } from '../../infra/synthesis/template.ts';
import { resourcesOfType, synthesize } from './synthesized.ts';

let templates: StackTemplate[];
beforeAll(async () => {
  templates = await synthesize('local');
});

let context: TestContext;
let cloud: Cloud;
beforeEach(async () => {
  context = await openTestContext();
  cloud = await openCloud(context);
});
afterEach(() => {
  cloud.close();
  expect(context.faults).toEqual([]);
});

const clients = () => cloud.clients;
const start = (from: StackTemplate[] = templates, previous?: ProvisionRecord) =>
  provision({ templates: from, clients: clients(), previous });

/** Calls since the last time that change something. */
function writes(): string[] {
  const names = [...cloud.calls.keys()].map((call) => call.split('.').at(-1) ?? '');
  cloud.calls.clear();
  return names.filter((name) => !/^(Get|Describe|List)/.test(name)).sort();
}

/** The templates with one property of one resource changed. */
function changed(type: string, name: string, property: string, value: string | number): StackTemplate[] {
  const copy = structuredClone(templates);
  const found = resourcesOfType(copy, type).find(({ properties }) => Object.values(properties).includes(name));
  Object.assign(found?.properties ?? {}, { [property]: value });
  return copy;
}

test('a start creates everything in the templates', async () => {
  const { eventSources } = await start();
  const { sqs, events, states } = clients();
  const { QueueUrls: urls = [] } = await sqs.send(new ListQueuesCommand({}));
  expect(urls).toHaveLength(6);
  const QueueUrl = eventSources.find(({ functionName }) => functionName === 'zeroloss-debit')?.queueUrl;
  const queue = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(queue.Attributes).toMatchObject({
    FifoQueue: 'true',
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
    VisibilityTimeout: '18',
  });
  const rule = { Name: 'zeroloss-transfer-requests', EventBusName: 'zeroloss' };
  expect(await events.send(new DescribeRuleCommand(rule))).toMatchObject({ State: 'ENABLED' });
  const archive = await events.send(new DescribeArchiveCommand({ ArchiveName: 'zeroloss-facts' }));
  expect(archive).toMatchObject({ State: 'ENABLED', RetentionDays: 3653 });
  const machine = await states.send(
    new DescribeStateMachineCommand({
      stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:zeroloss-transfer',
    }),
  );
  expect(machine).toMatchObject({ status: 'ACTIVE', type: 'STANDARD' });
  expect(JSON.parse(machine.definition ?? '')).toMatchObject({
    States: { Debit: { TimeoutSeconds: 25, Parameters: { QueueUrl } } },
  });
});

test('a second start changes nothing, even after the cloud was closed and opened again', async () => {
  const first = await start();
  writes();
  expect(await start(templates, first.record)).toEqual(first);
  expect(writes()).toEqual([]);
  cloud.close();
  context = await context.reopen();
  cloud = await openCloud(context);
  expect(await start(templates, first.record)).toEqual(first);
  expect(writes()).toEqual([]);
});

test.each([
  ['AWS::SQS::Queue', 'zeroloss-debit.fifo', 'VisibilityTimeout', 60, 'SetQueueAttributes'],
  ['AWS::Events::Archive', 'zeroloss-requests', 'RetentionDays', 7, 'UpdateArchive'],
  ['AWS::Events::Rule', 'zeroloss-relay', 'ScheduleExpression', 'rate(5 minutes)', 'PutRule'],
  [
    'AWS::StepFunctions::StateMachine',
    'zeroloss-transfer',
    'RoleArn',
    'arn:aws:iam::000000000000:role/other',
    'UpdateStateMachine',
  ],
] as const)('a start with another property of %s %s needs one write', async (type, name, property, value, write) => {
  const first = await start();
  writes();
  await start(changed(type, name, property, value), first.record);
  expect(writes()).toEqual([write]);
  await start(changed(type, name, property, value), first.record);
  expect(writes()).toEqual([]);
});

test('what is no longer in the templates is removed, and only that', async () => {
  const first = await start();
  const [messaging] = templates;
  await start(messaging ? [messaging] : [], first.record);
  const { sqs, states, events } = clients();
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(6);
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:zeroloss-transfer';
  await expect(states.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toThrow(/does not exist/i);
  await expect(events.send(new DescribeRuleCommand({ Name: 'zeroloss-relay' }))).rejects.toThrow(/does not exist/);
});
