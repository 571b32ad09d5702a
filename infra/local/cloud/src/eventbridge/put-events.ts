/** PutEvents and TestEventPattern. */
import type { Json, Operation } from '../core/service.ts';
import { busNameOf } from './arns.ts';
import { type BusEvent, composeEvent, contentBytes } from './bus-event.ts';
import { Constraints } from './constraints.ts';
import { compilePattern, validation } from './errors.ts';
import type { Router } from './router.ts';
import { shapes } from './shapes.ts';
import type { EventsState } from './state.ts';

const mostEntries = 10;

/** The limit for all entries of a request together: 1 MB since January 2026, 256 KB before. */
const mostBytes = 1024 * 1024;

/**
 * The limit for one event as the bus carries it, envelope included ("the entry size includes any necessary characters and keys of its
 * JSON representation", says the API reference): an SQS message holds 1 MiB, and the bus may have to add a replay's name,
 * or the attributes of a dead letter. What is longer is refused here, where somebody learns of it.
 */
const mostEventBytes = mostBytes - 4096;

/** What a given Time counts towards the size, whatever it is. */
const timeBytes = 14;

const longestDetailType = 128;

interface Entry {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: string;
  readonly resources: readonly string[];
  readonly timeMs: number | undefined;
  readonly traceHeader: string | undefined;
}

export const eventOperations = (state: EventsState, router: Router): Record<string, Operation> => ({
  PutEvents(input: Json) {
    const constraints = new Constraints();
    constraints.required(input.Entries, 'entries');
    const list = constraints.list(input.Entries, 'entries', { min: 1, max: mostEntries, show: showEntries });
    const entries = list.map((entry, index) => readEntry(constraints, entry, `entries.${index + 1}.member`));
    constraints.check();
    if (input.EndpointId !== undefined) {
      throw validation('Parameter EndpointId is not valid. Reason: The local cloud has no global endpoints.');
    }
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    if (bytes > mostBytes) throw tooLarge();
    const judged = entries.map((entry) => ({ bus: entry.bus, verdict: refusal(entry) ?? toEvent(state, entry) }));
    if (judged.some(({ verdict }) => 'text' in verdict && isTooLarge(verdict))) throw tooLarge();
    const results = judged.map(({ bus, verdict }) =>
      'text' in verdict ? accept(state, router, bus, verdict) : verdict,
    );
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  },

  TestEventPattern(input: Json) {
    const constraints = new Constraints();
    const pattern = constraints.requiredString(input.EventPattern, 'eventPattern', shapes.eventPattern);
    const event = constraints.requiredString(input.Event, 'event');
    constraints.check();
    if (!isEvent(event)) throw validation('Parameter Event is not valid.');
    return { Result: compilePattern(pattern).matches(event) };
  },
});

const isTooLarge = ({ text }: BusEvent) => Buffer.byteLength(text) > mostEventBytes;
const tooLarge = () => validation('Total size of the entries in the request is over the limit.');

function readEntry(constraints: Constraints, value: unknown, at: string): Entry {
  const entry = constraints.structure(value) ?? {};
  const resources = constraints.list(entry.Resources, `${at}.resources`).map((resource, index) => {
    return constraints.string(resource, `${at}.resources.${index + 1}.member`, shapes.eventResource) ?? '';
  });
  return {
    bus: busNameOf(constraints.string(entry.EventBusName, `${at}.eventBusName`, shapes.ownBusNameOrArn)),
    source: constraints.string(entry.Source, `${at}.source`) ?? '',
    detailType: constraints.string(entry.DetailType, `${at}.detailType`) ?? '',
    detail: constraints.string(entry.Detail, `${at}.detail`) ?? '',
    resources,
    timeMs: constraints.timestamp(entry.Time),
    traceHeader: constraints.string(entry.TraceHeader, `${at}.traceHeader`, shapes.traceHeader),
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

function refusal({ source, detailType, detail }: Entry): Refusal | undefined {
  if (source === '') return missing('Source');
  if (detailType === '') return missing('DetailType');
  if (detail === '') return missing('Detail');
  if (detailType.length > longestDetailType) {
    return invalid('DetailType', `DetailType is longer than ${longestDetailType} characters.`);
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

function toEvent(state: EventsState, { timeMs, ...content }: Entry): BusEvent {
  const { clock, ids, account, region } = state.context;
  const acceptedMs = clock.now();
  return composeEvent({ ...content, id: ids.uuid(), account, region, acceptedMs, timeMs: timeMs ?? acceptedMs });
}

/** An event for a bus that does not exist is accepted and lost, as on AWS. */
function accept(state: EventsState, router: Router, busName: string, event: BusEvent): { readonly EventId: string } {
  const bus = state.buses.get(busName);
  if (bus) router.route(bus, event);
  return { EventId: event.id };
}

const requiredMembers = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

function isEvent(text: string): boolean {
  if (!isJsonObject(text)) return false;
  const event: object = JSON.parse(text);
  return requiredMembers.every((member) => Object.hasOwn(event, member));
}

/** As the message for too many entries shows them on AWS. */
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
