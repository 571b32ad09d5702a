// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of CloudFormation, not of JavaScript
import { beforeEach, describe, expect, test } from 'vitest';
import { type ProvisionRecord, provision } from './provision.ts';
import { type Template, TemplateError, type TemplateResource, type Value } from './template.ts';
import { FakeEndpoint } from './testing/fake-endpoint.ts';

type Properties = Record<string, Value>;

const resource = (Type: string, Properties: Properties, more: Partial<TemplateResource> = {}): TemplateResource => ({
  Type,
  Properties,
  ...more,
});
const queue = (name: string, more: Properties = {}) => resource('AWS::SQS::Queue', { QueueName: name, ...more });
const arnOf = (logicalId: string): Value => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

let endpoint: FakeEndpoint;
let previous: ProvisionRecord | undefined;
beforeEach(() => {
  endpoint = new FakeEndpoint();
  previous = undefined;
});

/** One start of the system: provisions one stack and remembers it for the next. */
async function start(Resources: Record<string, TemplateResource>, more: Partial<Template> = {}) {
  endpoint.writes.length = 0;
  const templates = [{ stackName: 'stack', template: { Resources, ...more } }];
  const provisioned = await provision({ templates, clients: endpoint.clients, previous });
  previous = JSON.parse(JSON.stringify(provisioned.record));
  return provisioned;
}

const attributes = (name: string) => endpoint.queues.get(name);

const setAttribute = (name: string, attribute: string, value: string) =>
  Object.assign(attributes(name) ?? {}, { [attribute]: value });

/** One of each kind, wired as the real templates are. */
const system = (figures: { visibility?: number; pattern?: Value; timeout?: string; retention?: number } = {}) => ({
  Policy: resource('AWS::SQS::QueuePolicy', {
    PolicyDocument: { Statement: [{ Resource: arnOf('Queue') }] },
    Queues: [{ Ref: 'Queue' }],
  }),
  Queue: queue('work.fifo', {
    FifoQueue: true,
    VisibilityTimeout: figures.visibility ?? 18,
    RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 5 },
  }),
  Dead: queue('work-dlq.fifo', { FifoQueue: true }),
  Requests: queue('requests'),
  Bus: resource('AWS::Events::EventBus', { Name: 'bank' }),
  Archive: resource('AWS::Events::Archive', {
    ArchiveName: 'all',
    SourceArn: arnOf('Bus'),
    RetentionDays: figures.retention ?? 7,
    KmsKeyIdentifier: '',
  }),
  Rule: resource('AWS::Events::Rule', {
    Name: 'requests',
    EventBusName: { Ref: 'Bus' },
    EventPattern: figures.pattern ?? { source: ['bank'] },
    State: 'ENABLED',
    Targets: [{ Id: 'Target0', Arn: arnOf('Requests'), DeadLetterConfig: { Arn: arnOf('Requests') } }],
  }),
  Role: resource('AWS::IAM::Role', { AssumeRolePolicyDocument: {} }),
  Machine: resource('AWS::StepFunctions::StateMachine', {
    StateMachineName: 'transfer',
    RoleArn: arnOf('Role'),
    DefinitionString: '{"QueueUrl":"${Url}","TimeoutSeconds":${Timeout}}',
    DefinitionSubstitutions: { Url: { Ref: 'Queue' }, Timeout: figures.timeout ?? '25' },
  }),
  Function: resource(
    'AWS::Lambda::Function',
    {
      FunctionName: 'worker',
      Timeout: 3,
      MemorySize: 256,
      Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}-${AWS::Region}' } },
      Environment: { Variables: { MACHINE: { Ref: 'Machine' }, BUS: { Ref: 'Bus' } } },
    },
    { Metadata: { 'zeroloss:entry': 'services/worker/worker.lambda.ts' }, DependsOn: ['Role'] },
  ),
  Mapping: resource('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: arnOf('Queue'),
    FunctionName: { Ref: 'Function' },
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 4 },
  }),
});

describe('a first start', () => {
  test('creates each resource after those that it refers to', async () => {
    await start(system());
    expect(endpoint.writes).toEqual([
      'CreateQueue work-dlq.fifo',
      'CreateQueue work.fifo',
      'SetQueueAttributes work.fifo',
      'CreateQueue requests',
      'CreateEventBus bank',
      'CreateArchive all',
      'PutRule requests',
      'PutTargets requests',
      'CreateStateMachine transfer',
    ]);
    expect(attributes('work.fifo')).toMatchObject({
      FifoQueue: 'true',
      VisibilityTimeout: '18',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:work-dlq.fifo","maxReceiveCount":5}',
      Policy: '{"Statement":[{"Resource":"arn:aws:sqs:us-east-1:000000000000:work.fifo"}]}',
    });
    expect(endpoint.machines.get('arn:aws:states:us-east-1:000000000000:stateMachine:transfer')).toMatchObject({
      definition: '{"QueueUrl":"http://127.0.0.1:4566/000000000000/work.fifo","TimeoutSeconds":25}',
      roleArn: 'arn:aws:iam::000000000000:role/stack-Role',
    });
  });

  test('returns the functions to run, each with its queue', async () => {
    const { functions, eventSources } = await start(system());
    expect(functions).toEqual([
      {
        name: 'worker',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:worker',
        handlerEntry: 'services/worker/worker.lambda',
        environment: { MACHINE: 'arn:aws:states:us-east-1:000000000000:stateMachine:transfer', BUS: 'bank' },
        timeoutSeconds: 3,
        memoryMiB: 256,
      },
    ]);
    expect(eventSources).toEqual([
      {
        functionName: 'worker',
        queueUrl: 'http://127.0.0.1:4566/000000000000/work.fifo',
        queueArn: 'arn:aws:sqs:us-east-1:000000000000:work.fifo',
        batchSize: 10,
        batchingWindowSeconds: 0,
        maximumConcurrency: 4,
        reportBatchItemFailures: true,
      },
    ]);
  });
});

describe('a later start', () => {
  test('with the same templates changes nothing', async () => {
    const first = await start(system());
    const second = await start(system());
    expect(endpoint.writes).toEqual([]);
    expect(second).toEqual(first);
  });

  test.each([
    ['a visibility timeout', { visibility: 60 }, ['SetQueueAttributes work.fifo']],
    ['a pattern', { pattern: { source: ['other'] } }, ['PutRule requests']],
    ['a state time-out', { timeout: '30' }, ['UpdateStateMachine transfer']],
    ['a retention', { retention: 30 }, ['UpdateArchive all']],
  ])('updates %s, and touches nothing else', async (_name, figures, writes) => {
    await start(system());
    await start(system(figures));
    expect(endpoint.writes).toEqual(writes);
    await start(system(figures));
    expect(endpoint.writes).toEqual([]);
  });

  test('reverts manual changes', async () => {
    await start(system());
    setAttribute('work.fifo', 'VisibilityTimeout', '1');
    endpoint.rules.get('bank|requests')?.targets.set('Stray', { Id: 'Stray' });
    await start(system());
    expect(attributes('work.fifo')).toMatchObject({ VisibilityTimeout: '18' });
    expect([...(endpoint.rules.get('bank|requests')?.targets.keys() ?? [])]).toEqual(['Target0']);
  });

  test('resets or removes an attribute that left the template', async () => {
    await start({
      Dead: queue('dead'),
      Queue: queue('q', {
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 3 },
      }),
    });
    await start({ Dead: queue('dead'), Queue: queue('q') });
    expect(attributes('q')).toMatchObject({ VisibilityTimeout: '30' });
    expect(attributes('q')).not.toHaveProperty('RedrivePolicy');
  });

  test('removes what left the templates, in reverse order of creation', async () => {
    await start(system());
    await start({ Bus: system().Bus });
    expect(endpoint.writes).toEqual([
      'DeleteStateMachine transfer',
      'RemoveTargets requests',
      'DeleteRule requests',
      'DeleteArchive all',
      'DeleteQueue requests',
      'SetQueueAttributes work.fifo',
      'DeleteQueue work.fifo',
      'DeleteQueue work-dlq.fifo',
    ]);
    expect([...endpoint.buses.keys()]).toEqual(['default', 'bank']);
  });

  test('keeps retained resources, and those with a new logical id', async () => {
    await start({ Old: queue('same'), Kept: { ...queue('kept'), DeletionPolicy: 'Retain' }, Renamed: queue('before') });
    await start({ New: queue('same'), Renamed: queue('after') });
    expect(endpoint.writes).toEqual(['CreateQueue after', 'DeleteQueue before']);
  });

  test('on another port keeps every queue, and gives the workflow their new URLs', async () => {
    await start(system());
    endpoint.port = 5000;
    await start(system());
    expect(endpoint.writes).toEqual(['UpdateStateMachine transfer']);
    expect([...endpoint.queues.keys()]).toEqual(['work-dlq.fifo', 'work.fifo', 'requests']);
  });

  test('ignores a stale resource that is gone already', async () => {
    await start(system());
    endpoint.queues.clear();
    endpoint.rules.clear();
    endpoint.archives.clear();
    endpoint.machines.clear();
    await start({});
    expect(endpoint.queues.size).toBe(0);
  });
});

test.each([
  ['is handed to whoever runs them', 'ENABLED', ['arn:aws:lambda:us-east-1:000000000000:function:tick']],
  ['and is disabled invokes none', 'DISABLED', []],
])('a schedule of functions that the endpoint cannot invoke %s', async (_, State, functionArns) => {
  const target = 'arn:aws:lambda:us-east-1:000000000000:function:tick';
  const Targets = [{ Id: 'Target0', Arn: target }];
  const rule = resource('AWS::Events::Rule', { Name: 'tick', ScheduleExpression: 'rate(1 minute)', State, Targets });
  const templates = [{ stackName: 'stack', template: { Resources: { rule } } }];
  const { schedules } = await provision({ templates, clients: endpoint.clients, invokesFunctions: false });
  expect(schedules).toEqual([{ expression: 'rate(1 minute)', functionArns }]);
  expect(endpoint.writes).toEqual([]);
});

test('values cross stacks through exports', async () => {
  const messaging = {
    stackName: 'messaging',
    template: {
      Resources: { Queue: queue('work') },
      Outputs: { Q: { Value: { Ref: 'Queue' }, Export: { Name: 'messaging:url' } } },
    },
  };
  const policy = resource('AWS::SQS::QueuePolicy', {
    PolicyDocument: { Version: '1' },
    Queues: [{ 'Fn::ImportValue': 'messaging:url' }],
  });
  const policies = { stackName: 'policies', template: { Resources: { Policy: policy } } };
  await provision({ templates: [policies, messaging], clients: endpoint.clients });
  expect(attributes('work')).toMatchObject({ Policy: '{"Version":"1"}' });
});

test('a resource whose condition is false is not created', async () => {
  const Conditions = { No: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'mars-1'] } };
  await start({ Queue: { ...queue('work'), Condition: 'No' } }, { Conditions });
  expect(endpoint.writes).toEqual([]);
});

test('a statement of a bus policy is put beside the others', async () => {
  const statement = (id: string) =>
    resource('AWS::Events::EventBusPolicy', { EventBusName: 'bank', StatementId: id, Statement: { Effect: 'Allow' } });
  await start({ Bus: system().Bus, One: statement('one'), Two: statement('two'), Again: statement('one') });
  expect(JSON.parse(endpoint.buses.get('bank')?.Policy)).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Sid: 'one' },
      { Effect: 'Allow', Sid: 'two' },
    ],
  });
});

test.each<[string, Record<string, TemplateResource>, string]>([
  [
    'an unknown type',
    { Vpc: resource('AWS::EC2::VPC', {}) },
    'stack/Vpc: resources of type AWS::EC2::VPC cannot be provisioned locally',
  ],
  [
    'a type of the language itself',
    { X: resource('constructor', {}) },
    'stack/X: resources of type constructor cannot',
  ],
  [
    'an unknown property',
    { Q: queue('q', { Surprise: 1 }) },
    'stack/Q: property Surprise of AWS::SQS::Queue cannot be provisioned locally',
  ],
  [
    'a reference to nothing',
    { Q: queue('q', { KmsMasterKeyId: { Ref: 'Key' } }) },
    'stack refers to Key, which has no value',
  ],
  [
    'an attribute of nothing',
    { Q: queue('q'), P: queue('p', { KmsMasterKeyId: { 'Fn::GetAtt': ['Q', 'Size'] } }) },
    'stack refers to Q.Size, which has no value',
  ],
  [
    'an express workflow',
    { M: resource('AWS::StepFunctions::StateMachine', { StateMachineType: 'EXPRESS' }) },
    'type EXPRESS are not run locally',
  ],
  [
    'a function without an entry',
    { F: resource('AWS::Lambda::Function', {}) },
    'stack/F: metadata zeroloss:entry is missing',
  ],
  [
    'a mapping of something else',
    { M: resource('AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:kinesis:x' }) },
    'is no queue of the templates',
  ],
])('%s is refused by name', async (_name, resources, message) => {
  await expect(start(resources)).rejects.toThrow(TemplateError);
  await expect(start(resources)).rejects.toThrow(message);
});

test('an error of the endpoint names the resource', async () => {
  const rule = resource('AWS::Events::Rule', { Name: 'r', EventBusName: 'nowhere', Targets: [] });
  await expect(start({ Rule: rule })).rejects.toThrow(/^stack\/Rule \(AWS::Events::Rule\) could not be provisioned: /);
});

test('a queue cannot turn from standard to FIFO', async () => {
  await start({ Q: queue('q.fifo', { FifoQueue: true }) });
  setAttribute('q.fifo', 'FifoQueue', 'false');
  await expect(start({ Q: queue('q.fifo', { FifoQueue: true }) })).rejects.toThrow(
    'cannot change between standard and FIFO',
  );
});
