/** A CloudFormation template as CDK synthesizes it, as far as it is read here. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, Value>;
  readonly Metadata?: Record<string, Value>;
  readonly Condition?: string;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
}

export interface TemplateOutput {
  readonly Value: Value;
  readonly Export?: { readonly Name: Value };
  readonly Condition?: string;
}

export interface Template {
  readonly Resources: Record<string, TemplateResource>;
  readonly Outputs?: Record<string, TemplateOutput>;
  readonly Parameters?: Record<string, { readonly Type: string; readonly Default?: string }>;
  readonly Conditions?: Record<string, Value>;
}

export interface StackTemplate {
  readonly stackName: string;
  readonly template: Template;
}

/** The templates use something unsupported, or refer to something that does not exist. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
