/** CloudFormation templates as CDK synthesizes them, as far as they are read here. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, Value>;
  readonly Metadata?: Record<string, Value>;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Record<string, TemplateResource>;
}

export interface StackTemplate {
  readonly stackName: string;
  readonly template: Template;
}

/** All resources of one type, in the order of the stacks. */
export function resourcesOfType(templates: readonly StackTemplate[], type: string): TemplateResource[] {
  // CDK leaves the section out of a template without resources.
  const resources = templates.flatMap(({ template }) => Object.values(template.Resources ?? {}));
  return resources.filter(({ Type }) => Type === type);
}
