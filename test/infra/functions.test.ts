import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { stageConfig, sweeperFirstBoundSeconds } from '../../infra/config.ts';
import { functionName, queueReaderNames } from '../../infra/names.ts';
import type { StackTemplate } from '../../infra/synthesis/template.ts';
import { type Found, resourcesOfType, synthesize, target } from './synthesized.ts';

const project = new URL('../../', import.meta.url);

describe.each(['dev', 'prod', 'local'] as const)('stage %s', (stage) => {
  const config = stageConfig(stage);
  let templates: StackTemplate[];
  let functions: Map<string, Found>;
  const fn = (name: string) => functions.get(name)?.properties ?? {};

  beforeAll(async () => {
    templates = await synthesize(stage);
    const found = resourcesOfType(templates, 'AWS::Lambda::Function');
    functions = new Map(found.map((each) => [each.properties.FunctionName, each]));
  });

  test.each([
    ['zeroloss-intake', 'services/intake/intake.lambda.ts', config.consumer],
    ['zeroloss-debit', 'services/debit/debit.lambda.ts', config.consumer],
    ['zeroloss-credit', 'services/credit/credit.lambda.ts', config.consumer],
    ['zeroloss-rollback', 'services/rollback/rollback.lambda.ts', config.consumer],
    ['zeroloss-relay', 'services/outbox/relay.lambda.ts', config.scheduled],
    ['zeroloss-sweeper', 'services/sweeper/sweeper.lambda.ts', config.scheduled],
    ['zeroloss-projections', 'services/projections/projections.lambda.ts', config.projections],
  ])('%s runs %s', (name, entry, figures) => {
    expect(functions.get(name)?.resource.Metadata).toEqual({ 'zeroloss:entry': entry });
    expect(existsSync(new URL(entry, project))).toBe(true);
    expect(fn(name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: figures.timeoutSeconds,
      MemorySize: figures.memoryMiB,
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' },
      TracingConfig: { Mode: 'Active' },
    });
  });

  test.each([
    'zeroloss-intake',
    'zeroloss-debit',
    'zeroloss-credit',
    'zeroloss-rollback',
    'zeroloss-relay',
    'zeroloss-sweeper',
  ])('%s delivers to the bus and the workflow', (name) => {
    expect(fn(name).Environment.Variables.OUTBOX_LEASE_SECONDS).toBe(String(config.outbox.leaseSeconds));
    const { EVENT_BUS_NAME: bus, STATE_MACHINE_ARN: machine } = fn(name).Environment.Variables;
    expect([target(bus), target(machine)]).toEqual([
      resourcesOfType(templates, 'AWS::Events::EventBus')[0]?.logicalId,
      resourcesOfType(templates, 'AWS::StepFunctions::StateMachine')[0]?.logicalId,
    ]);
  });

  test('the sweeper has its bounds', () => {
    expect(fn('zeroloss-sweeper').Environment.Variables).toMatchObject({
      SWEEPER_FIRST_BOUND_SECONDS: String(sweeperFirstBoundSeconds(config)),
      SWEEPER_LIMIT: String(config.sweeper.limit),
      ATTENTION_ATTEMPT: String(config.sweeper.attentionAttempt),
    });
  });

  test('each reader of a queue is told after how many faults of its own a message is parked', () => {
    for (const name of queueReaderNames.map(functionName)) {
      expect(fn(name).Environment.Variables).toMatchObject({ MESSAGE_MAX_FAULTS: String(config.queue.maxFaults) });
    }
  });

  test('each queue is read in batches of ten, facts in batches of a thousand; all report failed items', () => {
    const queues = resourcesOfType(templates, 'AWS::SQS::Queue');
    const queueOf = (id: string) => queues.find(({ logicalId }) => logicalId === id)?.properties.QueueName;
    const mappings = resourcesOfType(templates, 'AWS::Lambda::EventSourceMapping').map(({ properties }) => ({
      reads: [target(properties.FunctionName), queueOf(target(properties.EventSourceArn))],
      batch: properties.BatchSize,
      window: properties.MaximumBatchingWindowInSeconds,
      responses: properties.FunctionResponseTypes,
      concurrency: properties.ScalingConfig.MaximumConcurrency,
    }));
    const reading = (
      name: string,
      queue: string,
      figures: { maximumConcurrency: number; batchSize?: number; batchingWindowSeconds?: number } = config.consumer,
    ) => ({
      reads: [functions.get(name)?.logicalId, queue],
      batch: figures.batchSize ?? 10,
      window: figures.batchingWindowSeconds,
      responses: ['ReportBatchItemFailures'],
      concurrency: figures.maximumConcurrency,
    });
    expect(mappings).toEqual([
      reading('zeroloss-intake', 'zeroloss-transfer-requests'),
      reading('zeroloss-debit', 'zeroloss-debit.fifo'),
      reading('zeroloss-credit', 'zeroloss-credit.fifo'),
      reading('zeroloss-rollback', 'zeroloss-rollback.fifo'),
      reading('zeroloss-projections', 'zeroloss-projections', config.projections),
    ]);
  });

  test.each(['zeroloss-relay', 'zeroloss-sweeper'])('%s runs every minute, with a DLQ for lost ticks', (name) => {
    const rules = resourcesOfType(templates, 'AWS::Events::Rule').map(({ properties }) => properties);
    const schedule = rules.find((rule) => rule.Name === name);
    expect(schedule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(schedule).not.toHaveProperty('EventBusName');
    expect(target(schedule?.Targets[0].Arn)).toBe(functions.get(name)?.logicalId);
    expect(schedule?.Targets[0].DeadLetterConfig.Arn).toEqual({
      'Fn::ImportValue': expect.stringContaining('TargetDeadLetters'),
    });
  });

  test('the workflow is STANDARD, with the time-outs and queues of the stage', () => {
    const [machine] = resourcesOfType(templates, 'AWS::StepFunctions::StateMachine');
    const { DebitQueueUrl, CreditQueueUrl, RollbackQueueUrl, ...timeouts } =
      machine?.properties.DefinitionSubstitutions ?? {};
    expect(machine?.properties).toMatchObject({ StateMachineName: 'zeroloss-transfer', StateMachineType: 'STANDARD' });
    expect([DebitQueueUrl, CreditQueueUrl, RollbackQueueUrl].map(target)).toEqual([
      expect.stringMatching(/^debitQueue/),
      expect.stringMatching(/^creditQueue/),
      expect.stringMatching(/^rollbackQueue/),
    ]);
    expect(timeouts).toEqual({
      DebitTimeoutSeconds: String(config.workflow.debitTimeoutSeconds),
      CreditTimeoutSeconds: String(config.workflow.creditTimeoutSeconds),
      RollbackTimeoutSeconds: String(config.workflow.rollbackTimeoutSeconds),
    });
    expect(machine?.properties.DefinitionString).not.toMatch(/^\s*\/\//m);
  });

  test('the workflow logs errors without execution data, and traces', () => {
    const [machine] = resourcesOfType(templates, 'AWS::StepFunctions::StateMachine');
    const { LoggingConfiguration: logging, TracingConfiguration: tracing } = machine?.properties ?? {};
    expect(logging).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
    expect(target(logging.Destinations[0].CloudWatchLogsLogGroup.LogGroupArn)).toMatch(/^Log/);
    expect(tracing).toEqual({ Enabled: true });
  });

  test('concurrency is reserved where the stage reserves it', () => {
    const reserved = (name: string) => fn(name).ReservedConcurrentExecutions;
    const { maximumConcurrency } = config.consumer;
    for (const name of ['zeroloss-intake', 'zeroloss-debit', 'zeroloss-credit', 'zeroloss-rollback']) {
      expect(reserved(name)).toBe(config.reserveConcurrency ? maximumConcurrency : undefined);
    }
    for (const name of ['zeroloss-relay', 'zeroloss-sweeper']) {
      expect(reserved(name)).toBe(config.reserveConcurrency ? 1 : undefined);
    }
    const { maximumConcurrency: projections } = config.projections;
    expect(reserved('zeroloss-projections')).toBe(config.reserveConcurrency ? projections : undefined);
  });

  test('there is no other function', () => {
    const services = ['intake', 'debit', 'credit', 'rollback', 'relay', 'sweeper', 'projections'];
    const ofDeployment = stage === 'local' ? [] : ['migration', 'migration-provider'];
    const names = [...services, ...ofDeployment].map((service) => `zeroloss-${service}`);
    expect([...functions.keys()].sort()).toEqual(names.sort());
  });

  test('every log has a retention, and every function a log of its own', () => {
    const logs = resourcesOfType(templates, 'AWS::Logs::LogGroup').map(({ properties }) => properties);
    for (const log of logs) expect(log.RetentionInDays).toBe(config.logRetentionDays);
    const names = logs.map(({ LogGroupName }) => LogGroupName);
    expect(names).toEqual(expect.arrayContaining([...functions.keys()].map((name) => `/aws/lambda/${name}`)));
  });
});
