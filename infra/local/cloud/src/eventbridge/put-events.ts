/** PutEvents and TestEventPattern. */
import { type InputOf, list, millisecondsOf, refused, required, structure, text, timestamp } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import type { Json } from '../core/service.ts';
import { busNameOf } from './arns.ts';
import { type BusEvent, composeEvent, contentBytes } from './bus-event.ts';
import type { BusStore } from './bus-store.ts';
import { compilePattern, validation } from './errors.ts';
import { eventPattern, eventResource, ownBusNameOrArn, traceHeader } from './fields.ts';
import type { EventBridgeState } from './state.ts';

const maxEntries = 10;

/** For all entries together: 1 MB since January 2026, 256 KB before. */
const maxRequestBytes = 1024 * 1024;

/**
 * The limit for one event with its envelope ("the entry size includes any necessary characters and keys of its JSON
 * representation", says the API reference). An SQS message holds 1 MiB, and the bus may have to add a replay's name or the
 * attributes of a dead letter. A longer event is refused here, where the sender learns of it.
 */
const maxEventBytes = maxRequestBytes - 4096;

/** The size of any given Time. */
const timeBytes = 14;

const maxDetailTypeLength = 128;

interface Entry {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: string;
  readonly resources: readonly string[];
  readonly timeMs: number | undefined;
  readonly traceHeader: string | undefined;
}

const entryFields = {
  Resources: list(eventResource),
  EventBusName: ownBusNameOrArn,
  Source: text(),
  DetailType: text(),
  Detail: text(),
  Time: timestamp,
  TraceHeader: traceHeader,
};

const putEvents = {
  Entries: required(list(structure(entryFields), { min: 1, max: maxEntries, show: showEntries })),
  EndpointId: refused('global endpoints', () =>
    validation('Parameter EndpointId is not valid. Reason: The local cloud has no global endpoints.'),
  ),
};

export const eventOperations = {
  PutEvents: operation(putEvents, (input, state: EventBridgeState) => {
    const entries = input.Entries.map(readEntry);
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    if (bytes > maxRequestBytes) throw tooLarge();
    const checked = entries.map((entry) => ({
      bus: entry.bus,
      result: refusalOf(entry) ?? toEvent(state.store, entry),
    }));
    if (checked.some(({ result }) => 'text' in result && isTooLarge(result))) throw tooLarge();
    const results = checked.map(({ bus, result }) => ('text' in result ? accept(state, bus, result) : result));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }),

  TestEventPattern: operation({ EventPattern: required(eventPattern), Event: required(text()) }, (input) => {
    if (!isEvent(input.Event)) throw validation('Parameter Event is not valid.');
    return { Result: compilePattern(input.EventPattern).matches(input.Event) };
  }),
};

const isTooLarge = ({ text }: BusEvent) => Buffer.byteLength(text) > maxEventBytes;
const tooLarge = () => validation('Total size of the entries in the request is over the limit.');

function readEntry(given: InputOf<typeof entryFields>): Entry {
  return {
    bus: busNameOf(given.EventBusName),
    source: given.Source ?? '',
    detailType: given.DetailType ?? '',
    detail: given.Detail ?? '',
    resources: given.Resources ?? [],
    timeMs: given.Time === undefined ? undefined : millisecondsOf(given.Time),
    traceHeader: given.TraceHeader,
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function entryBytes({ source, detailType, detail, resources, timeMs }: Entry): number {
  return contentBytes(source, detailType, detail, resources) + (timeMs === undefined ? 0 : timeBytes);
}

interface Refusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** Returns undefined if the entry is accepted. */
function refusalOf({ source, detailType, detail }: Entry): Refusal | undefined {
  if (source === '') return missing('Source');
  if (detailType === '') return missing('DetailType');
  if (detail === '') return missing('Detail');
  if (detailType.length > maxDetailTypeLength) {
    return invalid('DetailType', `DetailType is longer than ${maxDetailTypeLength} characters.`);
  }
  if (source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  if (!isJsonObject(detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return undefined;
}

const missing = (name: string) => invalid(name, `${name} is a required argument.`);

function invalid(name: string, reason: string): Refusal {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${name} is not valid. Reason: ${reason}` };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function toEvent({ context }: BusStore, { timeMs, ...content }: Entry): BusEvent {
  const { clock, ids, account, region } = context;
  const acceptedMs = clock.now();
  return composeEvent({ ...content, id: ids.uuid(), account, region, acceptedMs, timeMs: timeMs ?? clock.wallTime() });
}

/** An event for a bus that does not exist is accepted and lost, as on AWS. */
function accept({ store, router }: EventBridgeState, busName: string, event: BusEvent): { readonly EventId: string } {
  const bus = store.buses.get(busName);
  if (bus) router.route(bus, event);
  return { EventId: event.id };
}

const requiredMembers = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

function isEvent(text: string): boolean {
  if (!isJsonObject(text)) return false;
  const event: object = JSON.parse(text);
  return requiredMembers.every((member) => Object.hasOwn(event, member));
}

/** The entries in AWS's error for too many of them. */
function showEntries(entries: readonly Json[]): string {
  const shown = entries.map((entry) => {
    const resources = Array.isArray(entry?.Resources) ? `[${entry.Resources.join(', ')}]` : 'null';
    const members = [
      `time=${entry?.Time ?? 'null'}`,
      `source=${entry?.Source ?? 'null'}`,
      `resources=${resources}`,
      `detailType=${entry?.DetailType ?? 'null'}`,
      `detail=${entry?.Detail ?? 'null'}`,
      `eventBusName=${entry?.EventBusName ?? 'null'}`,
      `traceHeader=${entry?.TraceHeader ?? 'null'}`,
      'kmsKeyIdentifier=null',
      'internalMetadata=null',
    ];
    return `PutEventsRequestEntry(${members.join(', ')})`;
  });
  return `[${shown.join(', ')}]`;
}
