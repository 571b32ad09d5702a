/** Who may put, read and decrypt messages on AWS. */
import { expect, test } from 'vitest';
import { resourcesOfType, synthesize, target } from './synthesized.ts';

const templates = await synthesize('prod');

// biome-ignore lint/suspicious/noExplicitAny: a policy's JSON, which the assertions describe
type Statement = Record<string, any>;

/** An ARN of the template as text, with `<>` for partition, region and account. */
const arn = (value: { 'Fn::Join': [string, unknown[]] }): string =>
  value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : '<>')).join('');

const eventBridge = { Service: 'events.amazonaws.com' };
const busArn = 'arn:<>:events:<>:<>:event-bus/zeroloss';
const ruleArns = [
  'arn:<>:events:<>:<>:rule/zeroloss/zeroloss-transfer-requests',
  'arn:<>:events:<>:<>:rule/zeroloss/zeroloss-projections',
  'arn:<>:events:<>:<>:rule/zeroloss-relay',
  'arn:<>:events:<>:<>:rule/zeroloss-sweeper',
];

test('one rotated key encrypts bus, archives, queues and executions', () => {
  const [key, ...others] = resourcesOfType(templates, 'AWS::KMS::Key').filter(({ stackName }) =>
    /messaging/.test(stackName),
  );
  expect(others).toEqual([]);
  expect(key?.properties.EnableKeyRotation).toBe(true);
  const [machine] = resourcesOfType(templates, 'AWS::StepFunctions::StateMachine');
  const used = [
    ...resourcesOfType(templates, 'AWS::Events::EventBus').map(({ properties }) => properties.KmsKeyIdentifier),
    ...resourcesOfType(templates, 'AWS::Events::Archive').map(({ properties }) => properties.KmsKeyIdentifier),
    ...resourcesOfType(templates, 'AWS::SQS::Queue').map(({ properties }) => properties.KmsMasterKeyId),
  ].map(target);
  expect(used).toEqual(Array(1 + 2 + 6).fill(key?.logicalId));
  expect(machine?.properties.EncryptionConfiguration).toMatchObject({
    Type: 'CUSTOMER_MANAGED_KMS_KEY',
    KmsKeyId: { 'Fn::ImportValue': expect.stringContaining(`${key?.logicalId}Arn`) },
  });
});

test("the key's policy lets EventBridge use it only for our bus and our queues", () => {
  const [key] = resourcesOfType(templates, 'AWS::KMS::Key').filter(({ stackName }) => /messaging/.test(stackName));
  const [account, ...services]: Statement[] = key?.properties.KeyPolicy.Statement ?? [];
  // IAM decides for the account's roles; the table of their rights is in roles.test.ts.
  expect(account).toMatchObject({ Action: 'kms:*', Principal: { AWS: expect.anything() } });
  expect(services.map(({ Sid, Action, Principal }) => [Sid, Principal.Service, Action])).toEqual([
    ['StoreOnBusAndInArchives', 'events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*']],
    ['ReadAboutTheKey', 'events.amazonaws.com', 'kms:DescribeKey'],
    ['SendToQueues', 'events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey']],
    // CDK's, for the executions' log: https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
    [undefined, 'delivery.logs.amazonaws.com', 'kms:Decrypt*'],
  ]);
  const [store, , send] = services;
  expect(arn(store?.Condition.StringEquals['kms:EncryptionContext:aws:events:event-bus:arn'])).toBe(busArn);
  const { 'aws:SourceArn': sources, 'kms:EncryptionContext:aws:sqs:arn': queues } = send?.Condition.ArnEquals ?? {};
  expect(sources.map(arn)).toEqual([busArn, ...ruleArns]);
  expect(queues.map(arn)).toEqual([
    'arn:<>:sqs:<>:<>:zeroloss-transfer-requests',
    'arn:<>:sqs:<>:<>:zeroloss-projections',
    'arn:<>:sqs:<>:<>:zeroloss-target-dlq',
  ]);
});

test('the rules exist under the names that the policies trust', () => {
  const names = resourcesOfType(templates, 'AWS::Events::Rule').map(({ properties }) => properties.Name);
  expect(names).toEqual(['zeroloss-transfer-requests', 'zeroloss-projections', 'zeroloss-relay', 'zeroloss-sweeper']);
  for (const rule of resourcesOfType(templates, 'AWS::Events::Rule')) {
    for (const { DeadLetterConfig } of rule.properties.Targets) {
      expect(target(DeadLetterConfig.Arn)).toMatch(/^TargetDeadLetters/);
    }
  }
  const [bus] = resourcesOfType(templates, 'AWS::Events::EventBus');
  expect(target(bus?.properties.DeadLetterConfig.Arn)).toMatch(/^TargetDeadLetters/);
});

test('only EventBridge may send without a role: to three queues, from our bus and rules', () => {
  const allowed = resourcesOfType(templates, 'AWS::SQS::QueuePolicy').flatMap(({ properties }) =>
    properties.PolicyDocument.Statement.filter(({ Effect }: Statement) => Effect === 'Allow'),
  );
  expect(allowed).toMatchObject([
    { Sid: 'DeadLetters', Principal: eventBridge, Action: 'sqs:SendMessage' },
    { Sid: 'TransferRequests', Principal: eventBridge, Action: 'sqs:SendMessage' },
    { Sid: 'Projections', Principal: eventBridge, Action: 'sqs:SendMessage' },
  ]);
  const [deadLetters, requests, projections] = allowed.map(({ Condition }) =>
    [Condition.ArnEquals['aws:SourceArn']].flat().map(arn),
  );
  expect(deadLetters).toEqual([busArn, ...ruleArns]);
  expect(requests).toEqual(ruleArns.slice(0, 1));
  expect(projections).toEqual(ruleArns.slice(1, 2));
});

test('principals of other accounts may not put events, even if another statement lets them', () => {
  const [policy] = resourcesOfType(templates, 'AWS::Events::EventBusPolicy');
  expect(policy?.properties.Statement).toMatchObject({
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 'events:PutEvents',
    Condition: { StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
  });
});

test('resources that hold messages are retained in prod', async () => {
  const types = ['AWS::KMS::Key', 'AWS::Events::EventBus', 'AWS::Events::Archive', 'AWS::SQS::Queue'];
  const policies = async (stage: 'dev' | 'prod') => {
    const all = await synthesize(stage);
    const found = types
      .flatMap((type) => resourcesOfType(all, type))
      .filter(({ stackName }) => /messaging/.test(stackName));
    return new Set(found.map(({ resource }) => resource.DeletionPolicy));
  };
  expect(await policies('prod')).toEqual(new Set(['Retain']));
  expect(await policies('dev')).toEqual(new Set(['Delete']));
});
