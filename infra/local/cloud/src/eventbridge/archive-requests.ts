/** What requests about archives say. */
import type { Json } from '../core/service.ts';
import { resourceName } from './arns.ts';
import { Constraints } from './constraints.ts';
import { compilePattern, validation } from './errors.ts';
import type { ArchiveRecord } from './model.ts';
import { integers, shapes } from './shapes.ts';

/** The one member of requests about an archive. */
export function readArchiveName(input: Json): string {
  const constraints = new Constraints();
  const name = constraints.requiredString(input.ArchiveName, 'archiveName', shapes.archiveName);
  constraints.check();
  return name;
}

export type ArchiveSettings = Partial<
  Pick<ArchiveRecord, 'description' | 'eventPattern' | 'retentionDays' | 'kmsKeyIdentifier'>
>;

/** The pattern is compiled only when everything else is right. */
export function readArchiveSettings(constraints: Constraints, input: Json): ArchiveSettings {
  const description = constraints.string(input.Description, 'description', shapes.description);
  const pattern = constraints.string(input.EventPattern, 'eventPattern', shapes.eventPattern);
  const retentionDays = constraints.integer(input.RetentionDays, 'retentionDays', integers.retentionDays);
  const kms = constraints.string(input.KmsKeyIdentifier, 'kmsKeyIdentifier', shapes.kmsKeyIdentifier);
  constraints.check();
  if (pattern) compilePattern(pattern);
  return {
    ...(description !== undefined ? { description } : {}),
    ...(pattern ? { eventPattern: pattern } : {}),
    ...(retentionDays !== undefined ? { retentionDays } : {}),
    ...(kms ? { kmsKeyIdentifier: kms } : {}),
  };
}

/** The name in an archive's ARN; AWS appends a uid in some places. */
export function archiveNameOf(arn: string): string {
  return resourceName(arn).split(':')[0] ?? '';
}

/** A listing has one filter at most. */
export function readArchiveFilters(constraints: Constraints, input: Json) {
  const prefix = constraints.string(input.NamePrefix, 'namePrefix', shapes.archiveName);
  const source = constraints.string(input.EventSourceArn, 'eventSourceArn', shapes.busArn);
  const state = constraints.string(input.State, 'state', shapes.archiveState);
  const limit = constraints.integer(input.Limit, 'limit', integers.limit);
  const token = constraints.string(input.NextToken, 'nextToken', shapes.nextToken);
  constraints.check();
  if ([prefix, source, state].filter((filter) => filter !== undefined).length > 1) {
    const choice = 'Use either : State, EventSourceArn, or NamePrefix.';
    throw validation(`At most one filter is allowed for ListArchives. ${choice}`);
  }
  return { prefix, source, state, request: { limit, token } };
}
