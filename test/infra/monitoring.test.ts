import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { stageConfig } from '../../infra/config.ts';
import { renderDashboard } from '../../infra/monitoring/render-dashboard.ts';
import { MonitoringStack } from '../../infra/stacks/monitoring.ts';
import type { StackTemplate } from '../../infra/synthesis/template.ts';
import { countNames, gaugeUnits } from '../../services/runtime/metrics.ts';
import { emittedByAws } from './aws-metrics.ts';
import { metricsOfAlarm, metricsOfDashboard, type NamedMetric } from './named-metrics.ts';
import { resourcesOfType, synthesize, target } from './synthesized.ts';

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

let templates: StackTemplate[];
beforeAll(async () => {
  templates = await synthesize('prod');
});
const alarms = () => resourcesOfType(templates, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties);

describe('alarms', () => {
  test('alarms and headings of the runbook are the same', () => {
    const headings = [...runbook.matchAll(/^## (zeroloss-\S+)$/gm)].map(([, name]) => name);
    expect(headings.sort()).toEqual(
      alarms()
        .map(({ AlarmName }) => AlarmName)
        .sort(),
    );
  });

  test('each section of the runbook has a meaning, a first look and a remedy', () => {
    const sections = runbook.split(/^#{1,2} /m).filter((section) => section.startsWith('zeroloss-'));
    expect(sections.length).toBe(alarms().length);
    for (const section of sections) {
      const parts = [...section.matchAll(/^\*\*(.+?)\.\*\* \S/gm)].map(([, part]) => part);
      expect(parts, section.split('\n')[0]).toEqual(['Means', 'First look', 'Remedy']);
    }
  });

  test('each notifies the topic when it starts and ends, with a sentence and a link to the runbook', () => {
    const [topic] = resourcesOfType(templates, 'AWS::SNS::Topic');
    for (const { AlarmName, AlarmActions, OKActions, AlarmDescription } of alarms()) {
      for (const actions of [AlarmActions, OKActions]) expect(actions.map(target)).toEqual([topic?.logicalId]);
      expect(AlarmDescription).toMatch(/^[A-Z].{20,}\. docs\/runbook\.md#/);
      expect(AlarmDescription.endsWith(`#${AlarmName}`)).toBe(true);
    }
  });

  test('missing data is an alarm if something must be measured every minute', () => {
    const silent = alarms().filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(silent.map(({ AlarmName }) => AlarmName)).toEqual([
      'zeroloss-relay-silent',
      'zeroloss-sweeper-silent',
      'zeroloss-database-silent',
    ]);
  });

  test('the topic is encrypted with a key of its own, which its publishers may use', () => {
    const [topic] = resourcesOfType(templates, 'AWS::SNS::Topic');
    const key = resourcesOfType(templates, 'AWS::KMS::Key').find(
      ({ logicalId }) => logicalId === target(topic?.properties.KmsMasterKeyId),
    );
    const statement = key?.properties.KeyPolicy.Statement.find(
      ({ Sid }: { Sid: string }) => Sid === 'PublishEncrypted',
    );
    expect(statement).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Principal: { Service: ['cloudwatch.amazonaws.com', 'events.rds.amazonaws.com'] },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });

  test('the stage’s address is subscribed, if it has one', () => {
    expect(resourcesOfType(templates, 'AWS::SNS::Subscription')).toEqual([]);
    const config = { ...stageConfig('prod'), alarmEmail: 'oncall@example.com' };
    const stack = new MonitoringStack(new App({ analyticsReporting: false }), 'monitoring', { config });
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'oncall@example.com',
    });
  });
});

describe('the metrics that the dashboard and the alarms name', () => {
  const named = (): NamedMetric[] => [
    ...metricsOfDashboard(renderDashboard(templates, 'eu-central-1')),
    ...alarms().flatMap(metricsOfAlarm),
  ];

  test('are emitted by the functions or by AWS', () => {
    const own = new Set<string>([...countNames, ...Object.keys(gaugeUnits)]);
    expect(named().length).toBeGreaterThan(100);
    for (const { namespace, name, dimensions } of named()) {
      const what = `${namespace} ${name}`;
      if (namespace === 'Zeroloss') {
        expect(own.has(name), what).toBe(true);
        expect(dimensions, what).toEqual({ service: 'zeroloss' });
      } else {
        expect(emittedByAws[`${namespace} ${Object.keys(dimensions).sort().join(' ')}`.trim()], what).toContain(name);
      }
    }
  });

  test('belong to resources that exist', () => {
    const names = new Set<unknown>(
      templates.flatMap(({ template }) =>
        Object.values(template.Resources ?? {}).flatMap(({ Properties = {} }) =>
          ['QueueName', 'FunctionName', 'Name', 'StateMachineName', 'DBInstanceIdentifier', 'DBProxyName'].map(
            (field) => Properties[field],
          ),
        ),
      ),
    );
    for (const { name, dimensions } of named()) {
      const { service: _own, ServiceMetric: _ofTheAccount, StateMachineArn, ...named } = dimensions;
      for (const value of Object.values(named)) expect(names.has(value), `${name} of ${value}`).toBe(true);
      if (StateMachineArn) expect(names.has(StateMachineArn.split(':').at(-1)), StateMachineArn).toBe(true);
    }
  });

  test('include everything that the functions emit', () => {
    const seen = new Set(named().map(({ name }) => name));
    // A gauge says more than the first: how many open ones need attention now. Debits are between the counts of in and out.
    const elsewhere = ['TransferNeedsAttention', 'AccountDebited'];
    expect([...countNames, ...Object.keys(gaugeUnits)].filter((name) => !seen.has(name)).sort()).toEqual(
      elsewhere.sort(),
    );
  });
});

test('the dashboard is one screen', () => {
  const { widgets } = renderDashboard(templates, 'eu-central-1');
  expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
  // 26 rows of CloudWatch's grid are a full-HD screen in full-screen mode.
  expect(Math.max(...widgets.map(({ y, height }) => y + height))).toBeLessThanOrEqual(26);
});
