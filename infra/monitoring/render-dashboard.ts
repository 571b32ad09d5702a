import { resourcesOfType, type StackTemplate, type Value } from '../synthesis/template.ts';

export interface Dashboard {
  readonly widgets: readonly Widget[];
}

export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The dashboard's source as CloudWatch accepts it, for one region. @throws Error if the templates have no dashboard */
export function renderDashboard(templates: readonly StackTemplate[], region: string): Dashboard {
  const [dashboard] = resourcesOfType(templates, 'AWS::CloudWatch::Dashboard');
  if (!dashboard) throw new Error('These templates have no dashboard.');
  const body = dashboard.Properties?.DashboardBody as { 'Fn::Join': [string, Value[]] } | undefined;
  const [separator, parts] = body?.['Fn::Join'] ?? ['', []];
  return JSON.parse(parts.map((part) => textOf(part, region)).join(separator)) as Dashboard;
}

/** CDK joins literal text and references; the dashboard refers only to pseudo parameters, never to resources. */
function textOf(part: Value, region: string): string {
  if (typeof part === 'string') return part;
  const pseudoParameters = { Region: region, Partition: 'aws', AccountId: '000000000000' };
  for (const [name, value] of Object.entries(pseudoParameters)) {
    if ((part as { Ref?: Value }).Ref === `AWS::${name}`) return value;
  }
  throw new Error(`The dashboard contains ${JSON.stringify(part)}, which is known only after a deployment.`);
}
