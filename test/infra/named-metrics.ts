/** The metrics that dashboard and alarms name, in one form. */
import type { Dashboard } from '../../infra/monitoring/render-dashboard.ts';

export interface NamedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A line is [namespace, name, dimension, value, ..., options], or [options] for an expression. */
export function metricsOfDashboard({ widgets }: Dashboard): NamedMetric[] {
  const lines = widgets.flatMap(({ properties }) => (properties.metrics ?? []) as (string | object)[][]);
  return lines.flatMap((line) => {
    const [namespace, name, ...rest] = line.filter((part) => typeof part === 'string');
    if (namespace === undefined || name === undefined) return [];
    const dimensions: Record<string, string> = {};
    for (let at = 0; at < rest.length; at += 2) dimensions[rest[at] ?? ''] = rest[at + 1] ?? '';
    return [{ namespace, name, dimensions }];
  });
}

interface TemplateMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

// biome-ignore lint/suspicious/noExplicitAny: a template's JSON
export function metricsOfAlarm(alarm: Record<string, any>): NamedMetric[] {
  const metrics: TemplateMetric[] = alarm.Metrics
    ? alarm.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: TemplateMetric } }) => MetricStat?.Metric ?? [])
    : [alarm];
  return metrics.map(({ Namespace, MetricName, Dimensions = [] }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, lastPart(Value)])),
  }));
}

/** An ARN made of pseudo parameters ends with the name. */
function lastPart(value: unknown): string {
  if (typeof value === 'string') return value;
  const [, parts] = (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return String(parts.at(-1));
}
