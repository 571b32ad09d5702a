import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeEventBusCommand,
  PutPermissionCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-eventbridge';
import { optionalText, type Provider, sameJson, textProperty, unlessMissing, type World } from '../provider.ts';

const missing = 'ResourceNotFoundException';

export const eventBus: Provider = {
  properties: ['Name'],
  // The DLQ is for events that can not be encrypted or decrypted, and none is here.
  ignored: ['DeadLetterConfig', 'Tags'],

  async put(desired, world) {
    const Name = textProperty(desired, 'Name');
    const found = await unlessMissing(world.events.send(new DescribeEventBusCommand({ Name })), missing);
    const arn = found?.Arn ?? (await world.events.send(new CreateEventBusCommand({ Name }))).EventBusArn;
    return { physicalId: Name, attributes: { Arn: arn ?? '', Name } };
  },

  async remove(name, world) {
    await unlessMissing(world.events.send(new DeleteEventBusCommand({ Name: name })), missing);
  },
};

interface Policy {
  Version: string;
  Statement: { Sid?: string }[];
}

/** One statement of a bus's resource policy; the others stay. */
export const eventBusPolicy: Provider = {
  properties: ['EventBusName', 'StatementId', 'Statement'],

  async put(desired, world) {
    const bus = optionalText(desired, 'EventBusName') ?? 'default';
    const Sid = textProperty(desired, 'StatementId');
    const policy = await policyOf(bus, world);
    const wanted = { ...(desired.properties.Statement as object), Sid };
    const physicalId = `${bus}/${Sid}`;
    if (policy.Statement.some((statement) => sameJson(statement, wanted))) return { physicalId };
    policy.Statement = [...policy.Statement.filter((statement) => statement.Sid !== Sid), wanted];
    await world.events.send(new PutPermissionCommand({ EventBusName: bus, Policy: JSON.stringify(policy) }));
    return { physicalId };
  },

  async remove(physicalId, world) {
    const [EventBusName, StatementId] = physicalId.split('/');
    await unlessMissing(world.events.send(new RemovePermissionCommand({ EventBusName, StatementId })), missing);
  },
};

async function policyOf(bus: string, world: World): Promise<Policy> {
  const { Policy: text } = await world.events.send(new DescribeEventBusCommand({ Name: bus }));
  return text ? (JSON.parse(text) as Policy) : { Version: '2012-10-17', Statement: [] };
}
