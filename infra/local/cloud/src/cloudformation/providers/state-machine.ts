import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';

import { arn, type DesiredResource, optionalText, type Provider, textProperty, unlessMissing } from '../provider.ts';
import { TemplateError, type Value } from '../template.ts';

const missing = 'StateMachineDoesNotExist';

/** Running executions keep the definition that they were started with, as on AWS. */
export const stateMachine: Provider = {
  properties: ['StateMachineName', 'StateMachineType', 'DefinitionString', 'DefinitionSubstitutions', 'RoleArn'],
  // AWS's logs; here the execution's history has it all.
  ignored: ['LoggingConfiguration', 'Tags', 'TracingConfiguration'],

  async put(desired, context) {
    const name = optionalText(desired, 'StateMachineName') ?? desired.defaultName;
    const type = optionalText(desired, 'StateMachineType') ?? 'STANDARD';
    if (type !== 'STANDARD')
      throw new TemplateError(`${desired.key}: state machines of type ${type} are not run locally`);
    const stateMachineArn = arn(context, 'states', `stateMachine:${name}`);
    const wanted = { definition: definitionOf(desired), roleArn: textProperty(desired, 'RoleArn') };
    const found = await unlessMissing(
      context.states.send(new DescribeStateMachineCommand({ stateMachineArn })),
      missing,
    );
    if (!found) {
      await context.states.send(new CreateStateMachineCommand({ name, type, ...wanted }));
    } else if (found.definition !== wanted.definition || found.roleArn !== wanted.roleArn) {
      await context.states.send(new UpdateStateMachineCommand({ stateMachineArn, ...wanted }));
    }
    return { physicalId: stateMachineArn, attributes: { Arn: stateMachineArn, Name: name } };
  },

  async remove(stateMachineArn, context) {
    await unlessMissing(context.states.send(new DeleteStateMachineCommand({ stateMachineArn })), missing);
  },
};

function definitionOf(desired: DesiredResource): string {
  const substitutions = desired.properties.DefinitionSubstitutions ?? {};
  return substitute(desired, textProperty(desired, 'DefinitionString'), substitutions as Record<string, Value>);
}

/** @throws TemplateError naming a placeholder without a value */
function substitute(desired: DesiredResource, definition: string, values: Readonly<Record<string, Value>>): string {
  return definition.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TemplateError(`${desired.key}: the placeholder \${${name}} has no value`);
    return String(value);
  });
}
