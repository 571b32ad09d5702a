/** Execution history: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
import type { EventDetails, Execution, StoredEvent } from './execution.ts';

/** "Maximum execution history size: 25,000 events in a single state machine execution history." */
export const maxEvents = 25_000;

/** Only the execution's last event still has room. */
export class HistoryFull extends Error {
  override readonly name = 'HistoryFull';
}

/** Adds an event and returns its id. @throws HistoryFull */
export function record(execution: Execution, nowMs: number, type: string, details?: EventDetails): number {
  if (execution.lastEventId >= maxEvents - 1) throw new HistoryFull();
  return append(execution, nowMs, type, execution.previousEventId, details);
}

/** Adds the execution's last event. */
export function recordEnd(
  execution: Execution,
  nowMs: number,
  type: string,
  previousId: number,
  details: EventDetails,
): void {
  append(execution, nowMs, type, previousId, details);
}

function append(execution: Execution, nowMs: number, type: string, previousId: number, details?: EventDetails): number {
  const id = ++execution.lastEventId;
  execution.unsaved.push([id, previousId, nowMs + execution.leadMs, type, details]);
  execution.previousEventId = id;
  return id;
}

/** The event as GetExecutionHistory gives it. */
export function presentEvent(event: StoredEvent, includeData: boolean): Record<string, unknown> {
  const [id, previousEventId, ms, type, details] = event;
  const presented = { timestamp: ms / 1000, type, id, previousEventId };
  return details ? { ...presented, [detailsMember(type)]: presentDetails(details, includeData) } : presented;
}

function detailsMember(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** Inputs and outputs come with a note that they are not truncated; without `includeData` they are left out. */
function presentDetails(details: EventDetails, includeData: boolean): Record<string, unknown> {
  const presented: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(details)) {
    const data = member === 'input' || member === 'output';
    if (includeData || !(data || member === 'parameters')) presented[member] = value;
    if (data && includeData) presented[`${member}Details`] = { truncated: false };
  }
  return presented;
}
