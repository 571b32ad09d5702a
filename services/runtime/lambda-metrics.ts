/** Metrics on AWS Lambda: a line of CloudWatch's embedded metric format on standard output for each invocation that has any. */
import { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import { gaugeUnits, type Metrics, metricDimensions, metricNamespace } from './metrics.ts';

export interface LambdaMetrics extends Metrics {
  /** Writes everything since the last call. */
  publish(): void;
}

export function lambdaMetrics(): LambdaMetrics {
  const metrics = new Powertools({ namespace: metricNamespace, serviceName: metricDimensions.service });
  return {
    count: (name, times = 1) => metrics.addMetric(name, 'Count', times),
    gauge: (name, value) => metrics.addMetric(name, gaugeUnits[name], value),
    publish: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
