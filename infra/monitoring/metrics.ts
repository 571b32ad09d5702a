/** The metrics that alarms and dashboard read. They use names only: no reference ties this to another stack. */
import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type CountName,
  type GaugeName,
  gaugeUnits,
  metricDimensions,
  metricNamespace,
} from '../../services/runtime/metrics.ts';
import {
  busName,
  databaseInstanceName,
  databaseProxyName,
  functionName,
  type ServiceName,
  serviceNames,
} from '../names.ts';

/** The finest period that all of these services offer. */
const period = Duration.minutes(1);

/** Our functions' own metrics. Default statistic: the sum of a count, the maximum of a gauge. */
export function own(metricName: CountName | GaugeName, statistic?: string): Metric {
  return new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: metricDimensions,
    statistic: statistic ?? (metricName in gaugeUnits ? Stats.MAXIMUM : Stats.SUM),
    period,
  });
}

function aws(namespace: string, dimensionsMap: Record<string, string>) {
  return (metricName: string, statistic: string = Stats.SUM, label?: string) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic, period, ...(label ? { label } : {}) });
}

export const ofQueue = (QueueName: string) => aws('AWS/SQS', { QueueName });
export const ofFunction = (service: ServiceName) => aws('AWS/Lambda', { FunctionName: functionName(service) });
export const ofStateMachine = (StateMachineArn: string) => aws('AWS/States', { StateMachineArn });
/** Of the account and region, not of one state machine: AWS meters and limits them there. */
export const ofStateTransitions = aws('AWS/States', { ServiceMetric: 'StateTransition' });
export const ofRule = (RuleName: string) => aws('AWS/Events', { EventBusName: busName, RuleName });
export const ofSchedule = (RuleName: string) => aws('AWS/Events', { RuleName });
/** Of all PutEvents calls in the account and region. */
export const ofPutEvents = aws('AWS/Events', {});

export const ofDatabase = aws('AWS/RDS', { DBInstanceIdentifier: databaseInstanceName });
const proxyMetric = aws('AWS/RDS', { ProxyName: databaseProxyName });
/** Each of the proxy's machines reports for itself, hence the sum. */
export const ofProxy = (metricName: string, statistic: string = Stats.SUM) => proxyMetric(metricName, statistic);

/** In percent. */
export function ratio(label: string, part: IMetric, whole: IMetric): MathExpression {
  return new MathExpression({ label, expression: '100 * part / whole', usingMetrics: { part, whole }, period });
}

/** The sum of at most ten metrics: an alarm allows no more. */
export function sum(label: string, metrics: readonly IMetric[]): MathExpression {
  return reduced('SUM', label, metrics);
}

/** The maximum of at most ten metrics. */
export function max(label: string, metrics: readonly IMetric[]): MathExpression {
  return reduced('MAX', label, metrics);
}

function reduced(by: 'SUM' | 'MAX', label: string, metrics: readonly IMetric[]): MathExpression {
  // Ids must be unique in a graph and begin with a small letter. Labels are unique too.
  const id = `m_${label.replaceAll(/\W/g, '_')}`;
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${id}_${index}`, metric]));
  return new MathExpression({
    label,
    expression: `${by}([${Object.keys(usingMetrics).join(',')}])`,
    usingMetrics,
    period,
  });
}

/** The sum of a metric over all functions. */
export function overFunctions(metricName: string): MathExpression {
  return sum(
    metricName,
    serviceNames.map((service) => ofFunction(service)(metricName)),
  );
}
