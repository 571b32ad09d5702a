/** What requests about replays say, and how replays are shown. */
import type { Json } from '../core/service.ts';
import { serviceOf } from './arns.ts';
import { Constraints } from './constraints.ts';
import { validation } from './errors.ts';
import type { ReplayRecord } from './model.ts';
import { shapes } from './shapes.ts';

/** The one member of requests about a replay. */
export function readReplayName(input: Json): string {
  const constraints = new Constraints();
  const name = constraints.requiredString(input.ReplayName, 'replayName', shapes.replayName);
  constraints.check();
  return name;
}

export type ReplayStart = Pick<
  ReplayRecord,
  'name' | 'description' | 'archiveArn' | 'destinationArn' | 'filterArns' | 'fromMs' | 'toMs'
>;

export function readReplayStart(input: Json): ReplayStart {
  const constraints = new Constraints();
  const name = constraints.requiredString(input.ReplayName, 'replayName', shapes.replayName);
  const description = constraints.string(input.Description, 'description', shapes.description);
  const source = constraints.requiredString(input.EventSourceArn, 'eventSourceArn', shapes.archiveArn);
  constraints.required(input.EventStartTime, 'eventStartTime');
  constraints.required(input.EventEndTime, 'eventEndTime');
  constraints.required(input.Destination, 'destination');
  const fromMs = constraints.timestamp(input.EventStartTime) ?? 0;
  const toMs = constraints.timestamp(input.EventEndTime) ?? 0;
  const destination = constraints.structure(input.Destination);
  const destinationArn = constraints.requiredString(destination?.Arn, 'destination.arn', shapes.arn);
  const filters = constraints.list(destination?.FilterArns, 'destination.filterArns');
  const filterArns = filters.map((arn, index) => {
    return constraints.string(arn, `destination.filterArns.${index + 1}.member`, shapes.arn) ?? '';
  });
  constraints.check();
  if (serviceOf(destinationArn) !== 'events' || !destinationArn.includes(':event-bus/')) {
    throw validation('Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.');
  }
  const described = description !== undefined ? { description } : {};
  return { name, ...described, archiveArn: source, destinationArn, filterArns, fromMs, toMs };
}

/** A replay as listings show it. */
export function summaryOf(record: ReplayRecord): Json {
  const { lastReplayedMs, endedMs, stateReason } = record;
  return {
    ReplayName: record.name,
    EventSourceArn: record.archiveArn,
    State: record.state,
    ...(stateReason !== undefined ? { StateReason: stateReason } : {}),
    EventStartTime: record.fromMs / 1000,
    EventEndTime: record.toMs / 1000,
    ...(lastReplayedMs !== undefined ? { EventLastReplayedTime: lastReplayedMs / 1000 } : {}),
    ReplayStartTime: record.startedMs / 1000,
    ...(endedMs !== undefined ? { ReplayEndTime: endedMs / 1000 } : {}),
  };
}
