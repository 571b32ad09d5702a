import { beforeAll, describe, expect, test } from 'vitest';
import { projectionsVisibilitySeconds, stageConfig, visibilityTimeoutSeconds } from '../../infra/config.ts';
import type { StackTemplate } from '../../infra/synthesis/template.ts';
import { type Found, resourcesOfType, synthesize, target } from './synthesized.ts';

describe.each(['dev', 'prod', 'local'] as const)('stage %s', (stage) => {
  const config = stageConfig(stage);
  let templates: StackTemplate[];
  let queues: Map<string, Found>;
  const queue = (name: string) => queues.get(name)?.properties ?? {};

  beforeAll(async () => {
    templates = await synthesize(stage);
    queues = new Map(resourcesOfType(templates, 'AWS::SQS::Queue').map((found) => [found.properties.QueueName, found]));
  });

  test('has exactly these queues', () => {
    expect([...queues.keys()].sort()).toEqual([
      'zeroloss-credit.fifo',
      'zeroloss-debit.fifo',
      'zeroloss-projections',
      'zeroloss-rollback.fifo',
      'zeroloss-target-dlq',
      'zeroloss-transfer-requests',
    ]);
  });

  test('every queue is encrypted and refuses requests without TLS', () => {
    const denied = resourcesOfType(templates, 'AWS::SQS::QueuePolicy')
      .filter(({ properties }) =>
        properties.PolicyDocument.Statement.some(
          (statement: { Effect: string; Condition?: object }) =>
            statement.Effect === 'Deny' &&
            JSON.stringify(statement.Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
        ),
      )
      .flatMap(({ properties }) => properties.Queues.map(target));
    for (const { logicalId, properties } of queues.values()) {
      // On AWS with our key, see messaging-policies.test.ts.
      if (stage === 'local') expect(properties.SqsManagedSseEnabled).toBe(true);
      else expect(properties.KmsMasterKeyId).toBeDefined();
      expect(denied).toContain(logicalId);
    }
  });

  test.each([
    ['zeroloss-transfer-requests', visibilityTimeoutSeconds(config)],
    ['zeroloss-debit.fifo', visibilityTimeoutSeconds(config)],
    ['zeroloss-credit.fifo', visibilityTimeoutSeconds(config)],
    ['zeroloss-rollback.fifo', visibilityTimeoutSeconds(config)],
    ['zeroloss-projections', projectionsVisibilitySeconds(config)],
  ])('%s keeps a message for as long as SQS allows, however often it is received', (name, hiddenSeconds) => {
    const { RedrivePolicy, VisibilityTimeout, MessageRetentionPeriod } = queue(name);
    expect(RedrivePolicy).toBeUndefined();
    expect(MessageRetentionPeriod).toBe(14 * 86_400);
    expect(VisibilityTimeout).toBe(hiddenSeconds);
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * config.consumer.timeoutSeconds);
  });

  test.each(['debit', 'credit', 'rollback'])('zeroloss-%s.fifo is in high-throughput mode', (name) => {
    expect(queue(`zeroloss-${name}.fifo`)).toMatchObject({
      FifoQueue: true,
      ContentBasedDeduplication: false,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });

  test.each([
    ['requests', 'zeroloss-transfer-requests', { 'detail-type': ['TransferRequested'] }],
    ['facts', 'zeroloss-projections', { source: ['zeroloss'] }],
  ])('%s go from the bus to their queue, and to a standard DLQ when they cannot', (_what, name, pattern) => {
    const rules = resourcesOfType(templates, 'AWS::Events::Rule');
    const rule = rules.find(({ properties }) => properties.Name === name);
    expect(rule?.properties).toMatchObject({ EventPattern: pattern, State: 'ENABLED' });
    expect(target(rule?.properties.EventBusName)).toBe(
      resourcesOfType(templates, 'AWS::Events::EventBus')[0]?.logicalId,
    );
    const [sent, ...others] = rule?.properties.Targets ?? [];
    expect(others).toEqual([]);
    expect(target(sent.Arn)).toBe(queues.get(name)?.logicalId);
    expect(target(sent.DeadLetterConfig.Arn)).toBe(queues.get('zeroloss-target-dlq')?.logicalId);
  });

  test('requests and facts are archived for as long as the stage says', () => {
    const archives = resourcesOfType(templates, 'AWS::Events::Archive').map(({ properties }) => [
      properties.ArchiveName,
      properties.EventPattern,
      properties.RetentionDays,
    ]);
    expect(archives).toEqual([
      ['zeroloss-requests', { 'detail-type': ['TransferRequested'] }, config.archive.requestRetentionDays],
      ['zeroloss-facts', { source: ['zeroloss'] }, config.archive.factRetentionDays],
    ]);
  });
});
