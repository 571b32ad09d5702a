/** Shared by all states: the current step, the scope of expressions, and how an execution goes on or ends. */
import type { CloudContext } from '../../core/context.ts';
import { dataLimitExceeded } from '../failures.ts';
import type { Payload } from '../json/payload.ts';
import type { Scope } from '../scope.ts';
import { contextObject } from './context-object.ts';
import type { Ending, Execution, Position } from './execution.ts';
import { record, recordEnd } from './history.ts';
import type { SqsSender } from './send-message.ts';

export interface EngineDependencies {
  readonly context: CloudContext;
  readonly sqs: SqsSender;
}

/** An execution while one of its states runs. */
export interface Step {
  readonly execution: Execution;
  readonly position: Position;
  readonly deps: EngineDependencies;
  readonly nowMs: number;
}

/** The state to go on with; undefined if the execution waits or has ended. */
export type Next = { readonly name: string; readonly input: Payload } | undefined;

export function failExecution(step: Step, error: string | undefined, cause: string | undefined): void {
  const { execution, nowMs } = step;
  recordEnd(execution, nowMs, 'ExecutionFailed', execution.previousEventId, { error, cause });
  end(execution, nowMs, { status: 'FAILED', error, cause });
}

export function end(execution: Execution, nowMs: number, ending: Omit<Ending, 'stopMs'>): void {
  execution.ending = { ...ending, stopMs: nowMs + execution.leadMs };
  execution.position = undefined;
  execution.waiting = undefined;
}

export function scopeOf(step: Step, data: Payload, isTask = false): Scope {
  let context: Record<string, unknown> | undefined;
  return {
    data,
    context() {
      context ??= contextObject(step.execution, step.position, isTask);
      return context;
    },
    ids: step.deps.context.ids,
  };
}

/** Leaves a state for the one it names, or ends the execution with the state's output. @throws StateFailure */
export function leave(
  step: Step,
  state: { type: string; name: string },
  output: Payload,
  next: string | undefined,
): Next {
  const { execution, nowMs } = step;
  if (output.tooLarge) throw dataLimitExceeded(state.name);
  record(execution, nowMs, `${state.type}StateExited`, { name: state.name, output: output.text });
  if (next !== undefined) return { name: next, input: output };
  recordEnd(execution, nowMs, 'ExecutionSucceeded', execution.previousEventId, { output: output.text });
  end(execution, nowMs, { status: 'SUCCEEDED', output: output.text });
  return undefined;
}
