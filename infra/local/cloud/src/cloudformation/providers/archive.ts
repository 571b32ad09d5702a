import {
  CreateArchiveCommand,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  UpdateArchiveCommand,
} from '@aws-sdk/client-eventbridge';
import { jsonEqual } from '../../core/json-values.ts';
import { arn, optionalText, type Provider, textProperty, unlessMissing } from '../provider.ts';
import { TemplateError } from '../template.ts';

const missing = 'ResourceNotFoundException';

export const archive: Provider = {
  properties: ['ArchiveName', 'SourceArn', 'EventPattern', 'RetentionDays', 'Description'],
  // CDK writes an empty one if there is no key; the data is on the developer's own disk.
  ignored: ['KmsKeyIdentifier'],

  async put(desired, context) {
    const ArchiveName = optionalText(desired, 'ArchiveName') ?? desired.defaultName;
    const EventSourceArn = textProperty(desired, 'SourceArn');
    const pattern = desired.properties.EventPattern;
    const wanted = {
      ArchiveName,
      Description: optionalText(desired, 'Description') ?? '',
      RetentionDays: Number(desired.properties.RetentionDays ?? 0),
      ...(pattern === undefined ? {} : { EventPattern: JSON.stringify(pattern) }),
    };
    const found = await unlessMissing(context.events.send(new DescribeArchiveCommand({ ArchiveName })), missing);
    if (!found) {
      await context.events.send(new CreateArchiveCommand({ ...wanted, EventSourceArn }));
    } else if (found.EventSourceArn !== EventSourceArn) {
      throw new TemplateError(
        `Archive ${ArchiveName} belongs to ${found.EventSourceArn}: delete it, or choose another name`,
      );
    } else if (
      (found.RetentionDays ?? 0) !== wanted.RetentionDays ||
      (found.Description ?? '') !== wanted.Description ||
      !jsonEqual(parsed(found.EventPattern), pattern)
    ) {
      await context.events.send(new UpdateArchiveCommand(wanted));
    }
    return {
      physicalId: ArchiveName,
      attributes: { Arn: arn(context, 'events', `archive/${ArchiveName}`), ArchiveName },
    };
  },

  async remove(ArchiveName, context) {
    await unlessMissing(context.events.send(new DeleteArchiveCommand({ ArchiveName })), missing);
  },
};

function parsed(pattern: string | undefined): unknown {
  return pattern ? JSON.parse(pattern) : undefined;
}
