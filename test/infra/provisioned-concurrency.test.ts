/** Instances kept initialized: the option that no stage uses. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { expect, test } from 'vitest';
import { stageConfig } from '../../infra/config.ts';
import { consumerNames } from '../../infra/names.ts';
import { ConsumersStack } from '../../infra/stacks/consumers.ts';

test('work goes to an alias that keeps instances initialized', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const other = new Stack(app, 'other');
  const prod = stageConfig('prod');
  const config = { ...prod, consumer: { ...prod.consumer, provisionedConcurrency: 3 } };
  const consumers = new ConsumersStack(app, 'consumers', {
    config,
    key: undefined,
    ledger: undefined,
    queues: Object.fromEntries(consumerNames.map((name) => [name, new Queue(other, name)])) as never,
    bus: new EventBus(other, 'Bus'),
    stateMachine: new StateMachine(other, 'Transfer', {
      definitionBody: DefinitionBody.fromChainable(new Pass(other, 'Pass')),
    }),
  });
  const template = Template.fromStack(consumers);
  const aliases = template.findResources('AWS::Lambda::Alias');
  expect(Object.keys(aliases)).toHaveLength(consumerNames.length);
  for (const { Properties } of Object.values(aliases)) {
    expect(Properties).toMatchObject({
      Name: 'live',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 },
    });
  }
  const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
  expect(
    mappings.map(({ Properties }) => JSON.stringify(Properties.FunctionName)).every((name) => /Live/.test(name)),
  ).toBe(true);
});
