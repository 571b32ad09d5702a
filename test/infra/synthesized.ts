/** A stage's templates for assertions. They are synthesized once for all test files, and functions are not bundled. */
import { stageTemplates } from '../../infra/synthesis/assembly.ts';
import type { StackTemplate, TemplateResource } from '../../infra/synthesis/template.ts';

export const synthesize = stageTemplates;

export interface Found {
  readonly logicalId: string;
  readonly stackName: string;
  readonly resource: TemplateResource;
  // biome-ignore lint/suspicious/noExplicitAny: a template's JSON, which the assertions describe
  readonly properties: Record<string, any>;
}

export function resourcesOfType(templates: readonly StackTemplate[], type: string): Found[] {
  return templates.flatMap(({ stackName, template }) =>
    Object.entries(template.Resources ?? {})
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, resource]) => ({ logicalId, stackName, resource, properties: resource.Properties ?? {} })),
  );
}

/** The logical id that a reference leads to, also through an export from another stack. */
export function target(value: unknown): string {
  const reference = value as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::ImportValue'?: string };
  const direct = reference.Ref ?? reference['Fn::GetAtt']?.[0];
  if (direct) return direct;
  const [, name] = /:ExportsOutput(?:Ref|FnGetAtt)(\w+)$/.exec(reference['Fn::ImportValue'] ?? '') ?? [];
  if (!name) throw new Error(`${JSON.stringify(value)} is not a reference`);
  return name.replace(/(?:Arn)?[0-9A-F]{8}$/, '');
}
