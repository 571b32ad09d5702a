import { resolve, type Scope, truth } from './intrinsics.ts';
import type { Exports } from './order.ts';
import type { Outcome, ProvisionContext } from './provider.ts';
import { type StackTemplate, TemplateError, type Value } from './template.ts';

/** The resources created so far, by `stack/LogicalId`. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** A scope per stack. It reads `outcomes`, which grows while resources are created. */
export function scopes(
  templates: readonly StackTemplate[],
  exports: Exports,
  outcomes: Outcomes,
  context: ProvisionContext,
): ReadonlyMap<string, Scope> {
  const all = new Map<string, Scope>();
  for (const { stackName, template } of templates) {
    const pseudo = pseudoParameters(stackName, context);
    const scope: Scope = {
      ref(name) {
        const outcome = outcomes.get(`${stackName}/${name}`);
        if (outcome) return outcome.ref ?? outcome.physicalId;
        return pseudo[name] ?? template.Parameters?.[name]?.Default ?? unknown(stackName, name);
      },
      attribute: (logicalId, attribute) =>
        outcomes.get(`${stackName}/${logicalId}`)?.attributes?.[attribute] ??
        unknown(stackName, `${logicalId}.${attribute}`),
      importValue(exportName) {
        const exported = exports.get(exportName);
        const exporter = all.get(exported?.stackName ?? '');
        if (!exported || !exporter) return unknown(stackName, exportName);
        return resolve(exported.value, exporter) ?? unknown(stackName, exportName);
      },
      condition(name) {
        const expression = template.Conditions?.[name];
        return expression === undefined ? unknown(stackName, name) : truth(expression, scope);
      },
    };
    all.set(stackName, scope);
  }
  return all;
}

function unknown(stackName: string, name: string): never {
  throw new TemplateError(`${stackName} refers to ${name}, which has no value`);
}

function pseudoParameters(stackName: string, context: ProvisionContext): Readonly<Record<string, Value>> {
  return {
    'AWS::AccountId': context.account,
    'AWS::Region': context.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${context.region}:${context.account}:stack/${stackName}/local`,
  };
}
