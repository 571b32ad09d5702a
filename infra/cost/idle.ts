/** The cost of a month without transfers: counted from the stage's templates. */
import { countNames, gaugeUnits } from '../../services/runtime/metrics.ts';
import { type StageConfig, schedulePeriodSeconds } from '../config.ts';
import { isFifo, queueReaderNames, scheduledNames } from '../names.ts';
import { resourcesOfType, type StackTemplate, type TemplateResource } from '../synthesis/template.ts';
import { type CostLine, costLine } from './line.ts';
import { hoursPerMonth, instanceClasses, prices } from './prices.ts';
import { assumed } from './usage.ts';

const secondsPerMonth = hoursPerMonth * 3600;

export function costOfIdleStage(config: StageConfig, templates: readonly StackTemplate[]): CostLine[] {
  const of = (type: string) => resourcesOfType(templates, type);
  return [
    ...of('AWS::RDS::DBInstance').flatMap(databaseLines),
    ...proxyLines(of('AWS::RDS::DBProxy'), of('AWS::RDS::DBInstance')),
    ...networkLines(of('AWS::EC2::VPCEndpoint'), of('AWS::EC2::NatGateway')),
    costLine('KMS: keys', of('AWS::KMS::Key').length, 'key', prices.key),
    // One more per instance: RDS keeps the administrator's password in a secret that is in no template.
    costLine(
      'Secrets',
      of('AWS::SecretsManager::Secret').length + of('AWS::RDS::DBInstance').length,
      'secret',
      prices.secret,
    ),
    ...monitoringLines(of('AWS::CloudWatch::Alarm'), of('AWS::CloudWatch::Dashboard')),
    ...provisionedLines(config, of('AWS::Lambda::Alias')),
    ...scheduleLines(config),
    ...pollingLines(),
  ].filter(({ quantity }) => quantity > 0);
}

function classOf({ Properties = {} }: TemplateResource): { readonly hour: number; readonly vcpus: number } {
  const name = String(Properties.DBInstanceClass);
  const found = instanceClasses[name];
  if (!found) throw new Error(`infra/cost/prices.ts has no price for the instance class ${name}.`);
  return found;
}

export function hasStandby(templates: readonly StackTemplate[]): boolean {
  return resourcesOfType(templates, 'AWS::RDS::DBInstance').some(({ Properties }) => Properties?.MultiAZ === true);
}

function databaseLines(instance: TemplateResource): CostLine[] {
  const { hour, vcpus } = classOf(instance);
  const { MultiAZ, AllocatedStorage, DBInstanceClass, DatabaseInsightsMode } = instance.Properties ?? {};
  const copies = MultiAZ === true ? 2 : 1;
  const zones = copies === 2 ? ', with standby' : '';
  const insights = DatabaseInsightsMode === 'advanced' ? copies * vcpus * hoursPerMonth : 0;
  return [
    costLine(`Database: ${DBInstanceClass}${zones}`, copies * hoursPerMonth, 'hour', hour),
    costLine(`Database: storage${zones}`, copies * Number(AllocatedStorage), 'GB-month', prices.storageGbMonth),
    costLine('Database: insights', insights, 'vCPU-hour', prices.databaseInsightsVcpuHour),
  ];
}

function proxyLines(proxies: readonly TemplateResource[], [instance]: readonly TemplateResource[]): CostLine[] {
  if (!instance) return [];
  const vcpus = Math.max(2, classOf(instance).vcpus);
  return [costLine('RDS Proxy', proxies.length * vcpus * hoursPerMonth, 'vCPU-hour', prices.proxyVcpuHour)];
}

function networkLines(endpoints: readonly TemplateResource[], gateways: readonly TemplateResource[]): CostLine[] {
  const zones = endpoints
    .filter(({ Properties }) => Properties?.VpcEndpointType === 'Interface')
    .map(({ Properties }) => ((Properties?.SubnetIds ?? []) as unknown[]).length);
  return [
    costLine(
      'Interface endpoints',
      zones.reduce((sum, each) => sum + each, 0),
      'zone-month',
      prices.endpointZoneMonth,
    ),
    costLine('NAT gateways', gateways.length, 'month', prices.natMonth),
  ];
}

function monitoringLines(alarms: readonly TemplateResource[], dashboards: readonly TemplateResource[]): CostLine[] {
  const metricsOf = ({ Properties }: TemplateResource) =>
    ((Properties?.Metrics as { MetricStat?: unknown }[] | undefined) ?? [{ MetricStat: {} }]).filter(
      ({ MetricStat }) => MetricStat,
    ).length;
  return [
    costLine(
      'Alarms',
      alarms.reduce((sum, alarm) => sum + metricsOf(alarm), 0),
      'metric',
      prices.alarmMetric,
    ),
    costLine('Metrics of our own', countNames.length + Object.keys(gaugeUnits).length, 'metric', prices.customMetric),
    costLine('Dashboard', dashboards.length, 'dashboard', prices.dashboard),
  ];
}

function provisionedLines({ consumer }: StageConfig, aliases: readonly TemplateResource[]): CostLine[] {
  const instances = aliases.length * consumer.provisionedConcurrency;
  const gbSeconds = (instances * consumer.memoryMiB * secondsPerMonth) / 1024;
  return [costLine('Lambda: kept initialized', gbSeconds, 'GB-s', prices.provisionedGbSecond)];
}

function scheduleLines({ scheduled }: StageConfig): CostLine[] {
  const runs = (scheduledNames.length * secondsPerMonth) / schedulePeriodSeconds;
  const gbSeconds = (runs * assumed.scheduledMilliseconds * scheduled.memoryMiB) / 1000 / 1024;
  return [
    costLine('Relay and sweeper: invocations', runs, 'invocation', prices.invocation),
    costLine('Relay and sweeper: time', gbSeconds, 'GB-s', prices.lambdaGbSecond),
    costLine('Relay and sweeper: logs', (runs * assumed.logBytesPerInvocation) / 2 ** 30, 'GB', prices.logGb),
  ];
}

/** Lambda polls every queue all the time. */
function pollingLines(): CostLine[] {
  const perQueue = (assumed.pollers * secondsPerMonth) / assumed.pollSeconds;
  const queues = (fifo: boolean) => queueReaderNames.filter((reader) => isFifo(reader) === fifo).length;
  return [
    costLine('SQS: polling of FIFO queues', queues(true) * perQueue, 'request', prices.fifoRequest),
    costLine('SQS: polling of standard queues', queues(false) * perQueue, 'request', prices.standardRequest),
  ];
}
