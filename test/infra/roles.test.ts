import { expect, test } from 'vitest';
import type { StackTemplate } from '../../infra/synthesis/template.ts';
import { resourcesOfType, synthesize, target } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Actions that AWS allows only on `*` (Service Authorization Reference), and what they are for. */
const onAnything = {
  'xray:PutTelemetryRecords': 'traces',
  'xray:PutTraceSegments': 'traces',
  'ec2:DescribeNetworkInterfaces': 'Lambda attaches the function to its subnets',
  'ec2:DescribeSubnets': 'the same',
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

/** What each role may do, and on what. A change here changes someone's rights and needs a reason. */
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
    `*: ${Object.keys(onAnything)
      .filter((action) => !action.startsWith('ec2:'))
      .join(' ')}`,
  ],
};

/** What the roles need in addition on AWS; a laptop has no KMS, VPC or RDS. */
const decrypt = 'Key: kms:Decrypt if kms:ViaService';
const describe = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
const attach = ['Assign', 'Unassign'].map((verb) => `ec2:${verb}PrivateIpAddresses`);
attach.push('ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface');
/** Lambda attaches the function to its subnets with these; the function's own code is denied them. */
const inVpc = [
  `*: ${describe.join(' ')}`,
  `ec2:*/*: ${[...attach].sort().join(' ')}`,
  `Deny *: ${[...attach, ...describe].sort().join(' ')} if lambda:SourceFunctionArn`,
];
const logIn = (to: string, role: string) => `rds-db:dbuser:${to}/${role}: rds-db:connect`;
const ledger = [...inVpc, logIn('Proxy', 'zeroloss_service')];
const rightsOnAws: Record<string, string[]> = {
  intakerole: [decrypt, ...ledger],
  debitrole: [decrypt, ...ledger],
  creditrole: [decrypt, ...ledger],
  rollbackrole: [decrypt, ...ledger],
  relayrole: ledger,
  sweeperrole: ledger,
  projectionsrole: [decrypt, ...inVpc, logIn('Proxy', 'zeroloss_projections')],
  Role: [
    'Key: kms:Decrypt kms:GenerateDataKey if kms:ViaService',
    'Key: kms:Decrypt kms:GenerateDataKey if kms:EncryptionContext:aws:states:stateMachineArn',
    'Key: kms:GenerateDataKey if kms:EncryptionContext:SourceArn',
  ],
  FlowLogRole: ['FlowLog: logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents'],
  ProxyRole: [logIn('Instance', 'zeroloss_service'), logIn('Instance', 'zeroloss_projections')],
  Migrationmigrationrole: [
    ...inVpc,
    logIn('Instance', 'zeroloss_migration'),
    'Instance: secretsmanager:GetSecretValue',
    decrypt,
    `Migrationmigrationlog: ${log}`,
    traces,
  ],
  Migrationproviderrole: [
    'Migrationmigration: lambda:GetFunction lambda:InvokeFunction',
    `Migrationproviderlog: ${log}`,
  ],
};

/** A logical id without its hash. */
const plain = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** The name of what a reference leads to. For an ARN made of references: its text without partition, region and account. */
function nameOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { Ref, 'Fn::Join': joined, 'Fn::Select': selected } = resource as Record<string, unknown>;
  if (joined) {
    const [, parts] = joined as [string, unknown[]];
    return parts
      .map(nameOf)
      .join('')
      .replace(/^arn::([^:]+):::/, '$1:');
  }
  if (selected) {
    const [, { 'Fn::Split': split }] = selected as [number, { 'Fn::Split': [string, unknown] }];
    return nameOf(split[1]);
  }
  if (String(Ref).startsWith('AWS::')) return '';
  // In an export's name the attribute follows the id's hash, if the id has one.
  return target(resource).replace(/(?:DBProxy|[0-9A-F]{8}(?:DbiResourceId|MasterUserSecretSecret)?)$/, '');
}

function linesOf({ Effect, Action, Resource, Condition }: Statement): string[] {
  const denied = Effect === 'Deny' ? 'Deny ' : '';
  const actions = [Action].flat().sort();
  if (Resource === '*' && !denied) expect(Object.keys(onAnything)).toEqual(expect.arrayContaining(actions));
  const keys = Object.values(Condition ?? {}).flatMap((operands) => Object.keys(operands));
  const conditions = keys.length > 0 ? ` if ${keys.join(' ')}` : '';
  return [Resource].flat().map((each) => `${denied}${nameOf(each)}: ${actions.join(' ')}${conditions}`);
}

/** CDK merges statements on the same resource; the table above has a line for each reason. */
function onePerAction(lines: string[]): string[] {
  return lines
    .flatMap((line) =>
      line.startsWith('*: ')
        ? line
            .slice(3)
            .split(' ')
            .map((action) => `*: ${action}`)
        : [line],
    )
    .sort();
}

function rightsOf(templates: StackTemplate[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { properties } of resourcesOfType(templates, 'AWS::IAM::Policy')) {
    for (const role of properties.Roles) {
      const name = plain(target(role));
      found[name] = [
        ...(found[name] ?? []),
        ...onePerAction(properties.PolicyDocument.Statement.flatMap(linesOf)),
      ].sort();
    }
  }
  return found;
}

test.each(['dev', 'prod', 'local'] as const)('stage %s: each role has exactly these rights', async (stage) => {
  const templates = await synthesize(stage);
  const onAws = stage === 'local' ? {} : rightsOnAws;
  const expected = [...new Set([...Object.keys(rights), ...Object.keys(onAws)])].map((role) => {
    return [role, onePerAction([...(rights[role] ?? []), ...(onAws[role] ?? [])])];
  });
  expect(rightsOf(templates)).toEqual(Object.fromEntries(expected));
  // Nothing but the policies above: no managed policy, no inline one.
  for (const { properties } of resourcesOfType(templates, 'AWS::IAM::Role')) {
    expect(Object.keys(properties)).toEqual(['AssumeRolePolicyDocument']);
  }
});
