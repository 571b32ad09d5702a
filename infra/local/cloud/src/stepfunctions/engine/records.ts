/** Executions as they are stored. `v` is the format's version. */
import { Payload } from '../json/payload.ts';
import type { Ending, Execution, Position, StoredEvent, Waiting } from './execution.ts';
import type { Machine, Revision } from './machine.ts';

interface PositionRecord extends Omit<Position, 'input' | 'token'> {
  readonly input: string;
  readonly token?: string;
}

interface RunningRecord {
  readonly v: 1;
  readonly revision: number;
  readonly name: string;
  readonly startMs: number;
  readonly leadMs?: number;
  readonly input: string;
  readonly traceHeader?: string;
  readonly deadlineMs?: number;
  readonly lastEventId: number;
  readonly previousEventId: number;
  readonly position: PositionRecord | undefined;
  readonly waiting: Waiting | undefined;
}

export interface EndedRecord extends Ending {
  readonly v: 1;
  readonly revision: number;
  readonly startMs: number;
  readonly input: string;
  readonly traceHeader?: string | undefined;
}

export interface ListRecord {
  readonly v: 1;
  readonly status: Ending['status'];
  readonly stopMs: number;
}

export interface HistoryRecord {
  readonly v: 1;
  readonly events: readonly StoredEvent[];
}

export function executionArn(machine: Machine, name: string): string {
  return `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
}

export function writeRunning(execution: Execution): string {
  const { revision, name, startMs, leadMs, input, traceHeader, deadlineMs, position, waiting } = execution;
  const { lastEventId, previousEventId } = execution;
  return JSON.stringify({
    v: 1,
    revision: revision.number,
    name,
    startMs,
    ...(leadMs === 0 ? {} : { leadMs }),
    input: input.text,
    traceHeader,
    deadlineMs,
    lastEventId,
    previousEventId,
    position: position && { ...position, input: position.input.text },
    waiting,
  });
}

/** Returns undefined if the revision that the execution was started with is gone. */
export function readRunning(text: string, machine: Machine): Execution | undefined {
  const record: RunningRecord = JSON.parse(text);
  const revision = machine.revisions.get(record.revision);
  if (!revision) return undefined;
  const { position, waiting } = record;
  return {
    ...newExecution(machine, revision, record.name, record, Payload.ofText(record.input), record.traceHeader),
    deadlineMs: record.deadlineMs,
    lastEventId: record.lastEventId,
    previousEventId: record.previousEventId,
    position: position && { ...position, input: Payload.ofText(position.input), token: position.token },
    waiting,
    saved: true,
  };
}

export function newExecution(
  machine: Machine,
  revision: Revision,
  name: string,
  { startMs, leadMs = 0 }: { readonly startMs: number; readonly leadMs?: number },
  input: Payload,
  traceHeader: string | undefined,
): Execution {
  const { timeoutSeconds } = revision.definition;
  return {
    machine,
    revision,
    name,
    arn: executionArn(machine, name),
    startMs,
    leadMs,
    input,
    traceHeader,
    deadlineMs: timeoutSeconds === undefined ? undefined : startMs - leadMs + timeoutSeconds * 1000,
    lastEventId: 0,
    previousEventId: 0,
    position: undefined,
    waiting: undefined,
    ending: undefined,
    unsaved: [],
    saved: false,
    timer: undefined,
  };
}

export function writeEnded(execution: Execution, ending: Ending): string {
  const { revision, startMs, input, traceHeader } = execution;
  const record: EndedRecord = { v: 1, revision: revision.number, startMs, input: input.text, traceHeader, ...ending };
  return JSON.stringify(record);
}

export function writeListed({ status, stopMs }: Ending): string {
  const record: ListRecord = { v: 1, status, stopMs };
  return JSON.stringify(record);
}

export function writeHistory(events: readonly StoredEvent[]): string {
  const record: HistoryRecord = { v: 1, events };
  return JSON.stringify(record);
}
