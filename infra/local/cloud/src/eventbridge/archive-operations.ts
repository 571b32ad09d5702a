/** CreateArchive, UpdateArchive, DescribeArchive, ListArchives and DeleteArchive. */
import { type InputOf, ignored, required } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import type { Archives } from './archives.ts';
import { archiveArn } from './arns.ts';
import { defined } from './defined.ts';
import { alreadyExists, compilePattern, limitExceeded, notFound, validation } from './errors.ts';
import {
  archiveName,
  archiveState,
  busArn,
  description,
  eventPattern,
  kmsKeyIdentifier,
  retentionDays,
} from './fields.ts';
import type { ArchiveRecord } from './model.ts';
import { pageOf, paging } from './paging.ts';
import type { EventBridgeState } from './state.ts';

const maxArchives = 100;
const enabled = 'ENABLED';

const settings = {
  Description: description,
  EventPattern: eventPattern,
  RetentionDays: retentionDays,
  KmsKeyIdentifier: ignored('nothing is encrypted', kmsKeyIdentifier),
};

export const archiveOperations = {
  CreateArchive: operation(
    { ArchiveName: required(archiveName), EventSourceArn: required(busArn), ...settings },
    (input, { archives, store }: EventBridgeState) => {
      const name = input.ArchiveName;
      const given = readSettings(input);
      const bus = store.bus(input.EventSourceArn).record.name;
      if (archives.find(name)) throw alreadyExists(`Archive ${name} already exists.`);
      if (archives.size >= maxArchives) throw limitExceeded();
      const createdMs = store.context.clock.wallTime();
      const uid = store.context.ids.uuid();
      archives.put({ v: 1, name, uid, bus, retentionDays: 0, ...given, createdMs });
      return changed(archives, store.context, name);
    },
  ),

  UpdateArchive: operation(
    { ArchiveName: required(archiveName), ...settings },
    (input, { archives, store }: EventBridgeState) => {
      const given = readSettings(input);
      if (Object.keys(given).length === 0) {
        throw validation('At least one of EventPattern, RetentionDays or Description must be provided.');
      }
      archives.put({ ...existing(archives, input.ArchiveName), ...given });
      return changed(archives, store.context, input.ArchiveName);
    },
  ),

  DescribeArchive: operation(
    { ArchiveName: required(archiveName) },
    ({ ArchiveName }, { archives, store }: EventBridgeState) => {
      const record = existing(archives, ArchiveName);
      return {
        ArchiveArn: archiveArn(store.context, record.name),
        ...summary({ archives, store }, record),
        Description: record.description,
        EventPattern: record.eventPattern,
        KmsKeyIdentifier: record.kmsKeyIdentifier,
      };
    },
  ),

  ListArchives: operation(
    { NamePrefix: archiveName, EventSourceArn: busArn, State: archiveState, ...paging },
    (input, { archives, store }: EventBridgeState) => {
      const { NamePrefix = '', EventSourceArn, State = enabled } = input;
      checkOneFilter('ListArchives', [input.NamePrefix, EventSourceArn, input.State]);
      const bus = EventSourceArn === undefined ? undefined : store.bus(EventSourceArn).record.name;
      const found = [...archives.records()].filter(
        (record) => record.name.startsWith(NamePrefix) && (bus ?? record.bus) === record.bus && State === enabled,
      );
      const { items, next } = pageOf(found, ({ name }) => name, 'archives', input);
      return { Archives: items.map((record) => summary({ archives, store }, record)), ...next };
    },
  ),

  DeleteArchive: operation(
    { ArchiveName: required(archiveName) },
    ({ ArchiveName }, { archives }: EventBridgeState) => {
      archives.delete(existing(archives, ArchiveName));
    },
  ),
};

/** @throws ValidationException for a listing with more than one filter */
export function checkOneFilter(operationName: string, filters: readonly unknown[]): void {
  if (filters.filter((filter) => filter !== undefined).length <= 1) return;
  const choice = 'Use either : State, EventSourceArn, or NamePrefix.';
  throw validation(`At most one filter is allowed for ${operationName}. ${choice}`);
}

type Settings = Partial<Pick<ArchiveRecord, 'description' | 'eventPattern' | 'retentionDays' | 'kmsKeyIdentifier'>>;

/** @throws InvalidEventPatternException */
function readSettings(input: InputOf<typeof settings>): Settings {
  if (input.EventPattern) compilePattern(input.EventPattern);
  return defined<Settings>({
    description: input.Description,
    eventPattern: input.EventPattern || undefined,
    retentionDays: input.RetentionDays,
    kmsKeyIdentifier: input.KmsKeyIdentifier || undefined,
  });
}

/** @throws ResourceNotFoundException */
function existing(archives: Archives, name: string): ArchiveRecord {
  const record = archives.find(name);
  if (!record) throw notFound(`Archive ${name} does not exist.`);
  return record;
}

/** The answer to a change. */
function changed(archives: Archives, owner: Parameters<typeof archiveArn>[0], name: string): object {
  const { createdMs } = existing(archives, name);
  return { ArchiveArn: archiveArn(owner, name), State: enabled, CreationTime: createdMs / 1000 };
}

function summary({ archives, store }: Pick<EventBridgeState, 'archives' | 'store'>, record: ArchiveRecord): object {
  const { count, bytes } = archives.events.size(record.uid);
  return {
    ArchiveName: record.name,
    EventSourceArn: store.bus(record.bus).record.arn,
    State: enabled,
    RetentionDays: record.retentionDays,
    SizeBytes: bytes,
    EventCount: count,
    CreationTime: record.createdMs / 1000,
  };
}
