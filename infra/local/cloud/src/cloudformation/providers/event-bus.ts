import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeEventBusCommand,
  PutPermissionCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-eventbridge';
import { jsonEqual } from '../../core/json-values.ts';
import { optionalText, type Provider, type ProvisionContext, textProperty, unlessMissing } from '../provider.ts';

const missing = 'ResourceNotFoundException';

export const eventBus: Provider = {
  properties: ['Name'],
  // The DLQ is for events that cannot be encrypted or decrypted; nothing is encrypted here.
  ignored: ['DeadLetterConfig', 'Tags'],

  async put(desired, context) {
    const Name = textProperty(desired, 'Name');
    const found = await unlessMissing(context.events.send(new DescribeEventBusCommand({ Name })), missing);
    const arn = found?.Arn ?? (await context.events.send(new CreateEventBusCommand({ Name }))).EventBusArn;
    return { physicalId: Name, attributes: { Arn: arn ?? '', Name } };
  },

  async remove(name, context) {
    await unlessMissing(context.events.send(new DeleteEventBusCommand({ Name: name })), missing);
  },
};

interface Policy {
  Version: string;
  Statement: { Sid?: string }[];
}

/** One statement of a bus's resource policy; the others stay. */
export const eventBusPolicy: Provider = {
  properties: ['EventBusName', 'StatementId', 'Statement'],

  async put(desired, context) {
    const bus = optionalText(desired, 'EventBusName') ?? 'default';
    const Sid = textProperty(desired, 'StatementId');
    const policy = await policyOf(bus, context);
    const wanted = { ...(desired.properties.Statement as object), Sid };
    const physicalId = `${bus}/${Sid}`;
    if (policy.Statement.some((statement) => jsonEqual(statement, wanted))) return { physicalId };
    policy.Statement = [...policy.Statement.filter((statement) => statement.Sid !== Sid), wanted];
    await context.events.send(new PutPermissionCommand({ EventBusName: bus, Policy: JSON.stringify(policy) }));
    return { physicalId };
  },

  async remove(physicalId, context) {
    const [EventBusName, StatementId] = physicalId.split('/');
    await unlessMissing(context.events.send(new RemovePermissionCommand({ EventBusName, StatementId })), missing);
  },
};

async function policyOf(bus: string, context: ProvisionContext): Promise<Policy> {
  const { Policy: text } = await context.events.send(new DescribeEventBusCommand({ Name: bus }));
  return text ? (JSON.parse(text) as Policy) : { Version: '2012-10-17', Statement: [] };
}
