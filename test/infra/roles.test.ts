import { expect, test } from 'vitest';
import type { StackTemplate } from '../../infra/local/provision/template.ts';
import { resourcesOfType, synthesize, target } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Actions for which AWS knows no resource but `*` (Service Authorization Reference), and what they are for. */
const onAnything = {
  'xray:PutTelemetryRecords': 'traces',
  'xray:PutTraceSegments': 'traces',
  'xray:GetSamplingRules': 'traces of executions',
  'xray:GetSamplingTargets': 'traces of executions',
  'logs:CreateLogDelivery': 'the log of executions: Step Functions sets up its delivery itself, and looks after it',
  'logs:DeleteLogDelivery': 'the same',
  'logs:GetLogDelivery': 'the same',
  'logs:ListLogDeliveries': 'the same',
  'logs:UpdateLogDelivery': 'the same',
  'logs:DescribeLogGroups': 'the same',
  'logs:DescribeResourcePolicies': 'the same',
  'logs:PutResourcePolicy': 'the same',
} as const;

/** What each role may do, and on what: a change here is a change of someone's rights, and wants a reason. */
const outbox = { event: 'Bus: events:PutEvents if events:source', start: 'Transfer: states:StartExecution' };
const callback = 'Transfer: states:SendTaskFailure states:SendTaskSuccess';
const consume = 'sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage';
const log = 'logs:CreateLogStream logs:PutLogEvents';
const traces = '*: xray:PutTelemetryRecords xray:PutTraceSegments';
const rights: Record<string, string[]> = {
  intakerole: [outbox.event, outbox.start, `intakeQueue: ${consume}`, `intakelog: ${log}`, traces],
  debitrole: [outbox.event, callback, `debitQueue: ${consume}`, `debitlog: ${log}`, traces],
  creditrole: [outbox.event, callback, `creditQueue: ${consume}`, `creditlog: ${log}`, traces],
  rollbackrole: [outbox.event, callback, `rollbackQueue: ${consume}`, `rollbacklog: ${log}`, traces],
  relayrole: [
    outbox.event,
    'Transfer: states:SendTaskFailure states:SendTaskSuccess states:StartExecution',
    `relaylog: ${log}`,
    traces,
  ],
  sweeperrole: [outbox.event, outbox.start, `sweeperlog: ${log}`, traces],
  projectionsrole: [`projectionsQueue: ${consume}`, `projectionslog: ${log}`, traces],
  // The workflow's.
  Role: [
    ...['creditQueue', 'debitQueue', 'rollbackQueue'].map((queue) => `${queue}: sqs:SendMessage`),
    `*: ${Object.keys(onAnything).sort().join(' ')}`,
  ],
};

/** What the roles need on AWS beside that: a laptop has no KMS. */
const decrypt = 'Key: kms:Decrypt if kms:ViaService';
const rightsOnAws: Record<string, string[]> = {
  intakerole: [decrypt],
  debitrole: [decrypt],
  creditrole: [decrypt],
  rollbackrole: [decrypt],
  projectionsrole: [decrypt],
  Role: [
    'Key: kms:Decrypt kms:GenerateDataKey if kms:ViaService',
    'Key: kms:Decrypt kms:GenerateDataKey if kms:EncryptionContext:aws:states:stateMachineArn',
    'Key: kms:GenerateDataKey if kms:EncryptionContext:SourceArn',
  ],
};

/** A logical id without its hash. */
const plain = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

function linesOf({ Effect, Action, Resource, Condition }: Statement): string[] {
  expect(Effect).toBe('Allow');
  const actions = [Action].flat().sort();
  if (Resource === '*') expect(Object.keys(onAnything)).toEqual(expect.arrayContaining(actions));
  const keys = Object.values(Condition ?? {}).flatMap((operands) => Object.keys(operands));
  const conditions = keys.length > 0 ? ` if ${keys.join(' ')}` : '';
  return [Resource]
    .flat()
    .map((each) => `${each === '*' ? each : plain(target(each))}: ${actions.join(' ')}${conditions}`);
}

function rightsOf(templates: StackTemplate[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { properties } of resourcesOfType(templates, 'AWS::IAM::Policy')) {
    for (const role of properties.Roles) {
      const name = plain(target(role));
      found[name] = [...(found[name] ?? []), ...properties.PolicyDocument.Statement.flatMap(linesOf)].sort();
    }
  }
  return found;
}

test.each(['dev', 'prod', 'local'] as const)('stage %s: each role may do this and no more', async (stage) => {
  const templates = await synthesize(stage);
  const expected = Object.entries(rights).map(([role, lines]) => {
    const onAws = stage === 'local' ? [] : (rightsOnAws[role] ?? []);
    return [role, [...lines, ...onAws].sort()];
  });
  expect(rightsOf(templates)).toEqual(Object.fromEntries(expected));
  // Nothing but the policies above: no managed policy, no inline one.
  for (const { properties } of resourcesOfType(templates, 'AWS::IAM::Role')) {
    expect(Object.keys(properties)).toEqual(['AssumeRolePolicyDocument']);
  }
});
