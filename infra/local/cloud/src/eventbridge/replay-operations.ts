/** StartReplay, DescribeReplay, ListReplays and CancelReplay. */
import { type InputOf, list, millisecondsOf, required, structure, timestamp } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import { checkOneFilter } from './archive-operations.ts';
import { archiveArn, archiveNameOf, replayArn, serviceOf } from './arns.ts';
import { alreadyExists, illegalStatus, limitExceeded, notFound, validation } from './errors.ts';
import { archiveArn as archiveArnField, arn, description, replayName, replayState } from './fields.ts';
import type { ArchiveRecord, ReplayRecord } from './model.ts';
import { pageOf, paging } from './paging.ts';
import { isOpen, type Replays } from './replays.ts';
import type { EventBridgeState } from './state.ts';

const maxOpenReplays = 10;

const start = {
  ReplayName: required(replayName),
  Description: description,
  EventSourceArn: required(archiveArnField),
  EventStartTime: required(timestamp),
  EventEndTime: required(timestamp),
  Destination: required(structure({ Arn: required(arn), FilterArns: list(arn) })),
};

export const replayOperations = {
  StartReplay: operation(start, (input, { replays, archives, store }: EventBridgeState) => {
    const name = input.ReplayName;
    const archive = checkStart(input, { archives, store });
    if (replays.find(name)) throw alreadyExists(`Replay ${name} already exists.`);
    if ([...replays.all()].filter(isOpen).length >= maxOpenReplays) throw limitExceeded();
    const startedMs = store.context.clock.wallTime();
    replays.start({
      v: 1,
      name,
      ...(input.Description !== undefined ? { description: input.Description } : {}),
      archiveArn: archiveArn(store.context, archive.name),
      archiveUid: archive.uid,
      bus: archive.bus,
      destinationArn: input.Destination.Arn,
      filterArns: input.Destination.FilterArns ?? [],
      fromMs: millisecondsOf(input.EventStartTime),
      toMs: millisecondsOf(input.EventEndTime),
      state: 'STARTING',
      startedMs,
    });
    return { ReplayArn: replayArn(store.context, name), State: 'STARTING', ReplayStartTime: startedMs / 1000 };
  }),

  DescribeReplay: operation(
    { ReplayName: required(replayName) },
    ({ ReplayName }, { replays, store }: EventBridgeState) => {
      const record = existing(replays, ReplayName);
      return {
        ReplayArn: replayArn(store.context, record.name),
        ...summary(record),
        Description: record.description,
        Destination: {
          Arn: record.destinationArn,
          ...(record.filterArns.length > 0 ? { FilterArns: record.filterArns } : {}),
        },
      };
    },
  ),

  ListReplays: operation(
    { NamePrefix: replayName, State: replayState, EventSourceArn: archiveArnField, ...paging },
    (input, { replays }: EventBridgeState) => {
      const { NamePrefix = '', State, EventSourceArn } = input;
      checkOneFilter('ListReplays', [input.NamePrefix, State, EventSourceArn]);
      const archive = EventSourceArn === undefined ? undefined : archiveNameOf(EventSourceArn);
      const found = [...replays.all()].filter((record) => {
        if (archive !== undefined && archiveNameOf(record.archiveArn) !== archive) return false;
        return record.name.startsWith(NamePrefix) && (State ?? record.state) === record.state;
      });
      const { items, next } = pageOf(found, ({ name }) => name, 'replays', input);
      return { Replays: items.map(summary), ...next };
    },
  ),

  CancelReplay: operation(
    { ReplayName: required(replayName) },
    ({ ReplayName }, { replays, store }: EventBridgeState) => {
      const record = existing(replays, ReplayName);
      if (record.state !== 'STARTING' && record.state !== 'RUNNING') {
        throw illegalStatus(`Replay ${record.name} is not in a valid state for this operation.`);
      }
      replays.cancel(record);
      return { ReplayArn: replayArn(store.context, record.name), State: 'CANCELLING' };
    },
  ),
};

type Stores = Pick<EventBridgeState, 'archives' | 'store'>;

/** @returns the archive. @throws ValidationException, ResourceNotFoundException */
function checkStart(input: InputOf<typeof start>, { archives, store }: Stores): ArchiveRecord {
  const destinationArn = input.Destination.Arn;
  if (serviceOf(destinationArn) !== 'events' || !destinationArn.includes(':event-bus/')) {
    throw validation('Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.');
  }
  const destination = store.bus(destinationArn).record;
  const archiveName = archiveNameOf(input.EventSourceArn);
  const archive = archives.find(archiveName);
  if (!archive) {
    throw validation(`Parameter EventSourceArn is not valid. Reason: Archive ${archiveName} does not exist.`);
  }
  if (millisecondsOf(input.EventStartTime) >= millisecondsOf(input.EventEndTime)) {
    throw validation('Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.');
  }
  if (archive.bus !== destination.name) {
    throw validation('Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.');
  }
  return archive;
}

/** @throws ResourceNotFoundException */
function existing(replays: Replays, name: string): ReplayRecord {
  const record = replays.find(name);
  if (!record) throw notFound(`Replay ${name} does not exist.`);
  return record;
}

/** A replay as listings show it. */
function summary(record: ReplayRecord): object {
  const { lastReplayedMs, endedMs } = record;
  return {
    ReplayName: record.name,
    EventSourceArn: record.archiveArn,
    State: record.state,
    StateReason: record.stateReason,
    EventStartTime: record.fromMs / 1000,
    EventEndTime: record.toMs / 1000,
    EventLastReplayedTime: lastReplayedMs === undefined ? undefined : lastReplayedMs / 1000,
    ReplayStartTime: record.startedMs / 1000,
    ReplayEndTime: endedMs === undefined ? undefined : endedMs / 1000,
  };
}
