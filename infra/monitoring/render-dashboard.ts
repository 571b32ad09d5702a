import { resolve, type StackTemplate, TemplateError, type Value } from '@zeroloss/local-cloud';

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

/** The dashboard's source as CloudWatch takes it, for one region. @throws TemplateError where there is none */
export function renderDashboard(templates: readonly StackTemplate[], region: string): Dashboard {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::AccountId': '000000000000',
  };
  const lacks = (name: string): never => {
    throw new TemplateError(`the dashboard refers to ${name}, which is known only when it is deployed`);
  };
  const scope = {
    ref: (name: string) => pseudo[name] ?? lacks(name),
    attribute: (logicalId: string) => lacks(logicalId),
    importValue: lacks,
    condition: lacks,
  };
  const resources = templates.flatMap(({ template }) => Object.values(template.Resources ?? {}));
  const dashboard = resources.find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  if (!dashboard) throw new TemplateError('there is no dashboard in these templates');
  return JSON.parse(String(resolve(dashboard.Properties?.DashboardBody as Value, scope))) as Dashboard;
}
