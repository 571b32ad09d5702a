import { describe, expect, test } from 'vitest';
import { stageConfig } from '../config.ts';
import type { StackTemplate } from '../synthesis/template.ts';
import { costOfIdleStage } from './idle.ts';
import { totalOf } from './line.ts';
import { costPerMillion, happyPathStates } from './per-million.ts';
import { readMetered } from './usage.ts';

const config = stageConfig('prod');

const stackOf = (resources: StackTemplate['template']['Resources']): StackTemplate[] => [
  { stackName: 'stack', template: { Resources: resources } },
];
const amounts = (resources: StackTemplate['template']['Resources']) =>
  Object.fromEntries(
    costOfIdleStage(config, stackOf(resources)).map(({ what, quantity, price }) => [what, quantity * price]),
  );

describe('an idle stage', () => {
  const instance = {
    Type: 'AWS::RDS::DBInstance',
    Properties: { DBInstanceClass: 'db.t4g.medium', MultiAZ: false, AllocatedStorage: '20' },
  };

  test('a database costs its hours, its storage and its administrator’s secret', () => {
    const found = amounts({ instance });
    expect(found['Database: db.t4g.medium']).toBeCloseTo(730 * 0.065);
    expect(found['Database: storage']).toBeCloseTo(20 * 0.115);
    expect(found.Secrets).toBeCloseTo(0.4);
    expect(found).not.toHaveProperty('RDS Proxy');
  });

  test('a standby doubles hours and storage', () => {
    const standby = { ...instance, Properties: { ...instance.Properties, MultiAZ: true } };
    const found = amounts({ standby });
    expect(found['Database: db.t4g.medium, with standby']).toBeCloseTo(2 * 730 * 0.065);
    expect(found['Database: storage, with standby']).toBeCloseTo(2 * 20 * 0.115);
  });

  test('an instance class without a price is an error', () => {
    const unknown = { ...instance, Properties: { DBInstanceClass: 'db.x9.huge' } };
    expect(() => amounts({ unknown })).toThrow('infra/cost/prices.ts has no price for the instance class db.x9.huge.');
  });

  test('an endpoint counts once per zone, an alarm once per metric', () => {
    const found = amounts({
      endpoint: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b'] } },
      gateway: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Gateway' } },
      one: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
      three: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Metrics: [{ Expression: 'SUM([a,b,c])' }, ...Array(3).fill({ MetricStat: {} })] },
      },
    });
    expect(found['Interface endpoints']).toBeCloseTo(2 * 7.3);
    expect(found.Alarms).toBeCloseTo(4 * 0.1);
  });
});

describe('a million transfers', () => {
  const metered = {
    awsCalls: {},
    facts: { TransferAccepted: 1, AccountDebited: 1, TransferCompleted: 1 },
    invocations: { 'zeroloss-intake': 0.1, 'zeroloss-debit': 0.1, 'zeroloss-credit': 0.1 },
    databaseBytes: 2 ** 30 / 1e6,
  };
  const lines = costPerMillion(config, metered, false);
  const amount = (what: string) => totalOf(lines.filter((line) => line.what === what));

  test('costs these parts', () => {
    expect(happyPathStates()).toBe(3);
    expect(amount('Step Functions: state transitions')).toBeCloseTo(75);
    expect(amount('EventBridge: events')).toBeCloseTo(4);
    // Debit and credit: sent once, received and deleted a tenth of a time each.
    expect(amount('SQS: FIFO requests')).toBeCloseTo(2 * 1.2 * 0.5);
    // A request, and three facts for the read side.
    expect(amount('SQS: standard requests')).toBeCloseTo((1.2 + 3) * 0.4);
    expect(amount('Lambda: invocations')).toBeCloseTo(0.3 * 0.2);
    expect(amount('Lambda: time')).toBeCloseTo(0.3 * 1e6 * 0.06 * 0.0000133334);
    expect(amount('Database: storage, first month')).toBeCloseTo(0.115);
  });

  test('costs their sum', () => {
    expect(totalOf(lines)).toBeCloseTo(lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0));
    expect(totalOf(lines)).toBeGreaterThan(80);
  });
});

test('the stored output of the bench can be read, another file cannot', () => {
  const { facts } = readMetered();
  expect(facts).toMatchObject({ TransferAccepted: 1, AccountDebited: 1, TransferCompleted: 1 });
  expect(() => readMetered(new URL('../../package.json', import.meta.url))).toThrow(
    /is not the output of npm run bench/,
  );
});
