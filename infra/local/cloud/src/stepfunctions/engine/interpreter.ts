/**
 * Runs an execution from a stimulus (start, timer, callback) until it must wait or ends, within one tick. It knows
 * nothing of stores and timers: it changes the execution, and the engine saves the changes and sets the timer.
 */
import type { ChoiceState, PassState, State, WaitState } from '../definition/types.ts';
import { RuntimeFailure, StateFailure } from '../failures.ts';
import { Payload } from '../json/payload.ts';
import { applyPath, applyResultPath } from './data-flow.ts';
import type { Ending, Execution, Position } from './execution.ts';
import { enterFail } from './fail-state.ts';
import { HistoryFull, maxEvents, record, recordEnd } from './history.ts';
import { type EngineDependencies, end, failExecution, leave, type Next, type Step, scopeOf } from './step.ts';
import { endTask, enterTask, handleTaskFailure } from './task.ts';
import { waitUntil } from './wait-state.ts';

export function begin(execution: Execution, deps: EngineDependencies): void {
  const nowMs = deps.context.clock.now();
  const { roleArn, definition } = execution.revision;
  record(execution, nowMs, 'ExecutionStarted', { input: execution.input.text, roleArn });
  execution.previousEventId = 0; // on AWS the first state has no previous event
  advance(execution, deps, { name: definition.startAt, input: execution.input });
}

/** A Wait state's time has come. */
export function endWait(execution: Execution, deps: EngineDependencies): void {
  resume(execution, deps, (step, state) => (state.type === 'Wait' ? leaveUnchanged(step, state) : undefined));
}

/** The back-off before another attempt of a task is over. */
export function retryTask(execution: Execution, deps: EngineDependencies): void {
  resume(execution, deps, (step, state) => (state.type === 'Task' ? enterTask(step, state) : undefined));
}

/** A callback brought the task's result. */
export function succeedTask(execution: Execution, deps: EngineDependencies, output: Payload): void {
  resume(execution, deps, (step, state) => (state.type === 'Task' ? endTask(step, state, output) : undefined));
}

/** A callback or a time-out failed the task. */
export function failTask(
  execution: Execution,
  deps: EngineDependencies,
  event: 'TaskFailed' | 'TaskTimedOut',
  failure: StateFailure,
): void {
  resume(execution, deps, (step, state) =>
    state.type === 'Task' ? handleTaskFailure(step, state, failure, event) : undefined,
  );
}

export function stop(execution: Execution, nowMs: number, status: 'ABORTED' | 'TIMED_OUT', why: Partial<Ending>): void {
  const { error, cause } = why;
  recordEnd(execution, nowMs, status === 'ABORTED' ? 'ExecutionAborted' : 'ExecutionTimedOut', 0, { error, cause });
  end(execution, nowMs, { status, error, cause });
}

type Work = (step: Step, state: State) => Next;

function resume(execution: Execution, deps: EngineDependencies, work: Work): void {
  const { position } = execution;
  const state = position && execution.revision.definition.states.get(position.name);
  if (!position || !state) return;
  execution.waiting = undefined;
  const step = { execution, position, deps, nowMs: deps.context.clock.now() };
  advance(execution, deps, attempt(step, state, work));
}

function advance(execution: Execution, deps: EngineDependencies, from: Next): void {
  for (let next = from; next; ) next = enter(execution, deps, next.name, next.input);
}

function enter(execution: Execution, deps: EngineDependencies, name: string, input: Payload): Next {
  const state = execution.revision.definition.states.get(name);
  if (!state) throw new Error(`the definition of ${execution.machine.name} has no state ${name}`);
  const nowMs = deps.context.clock.now();
  const position: Position = {
    name,
    input,
    enteredMs: nowMs + execution.leadMs,
    enteredEventId: execution.lastEventId + 1,
    retryCount: 0,
    attempts: [],
    token: undefined,
  };
  execution.position = position;
  return attempt({ execution, position, deps, nowMs }, state, runState);
}

function runState(step: Step, state: State): Next {
  const { execution, position, nowMs } = step;
  record(execution, nowMs, `${state.type}StateEntered`, { name: state.name, input: position.input.text });
  switch (state.type) {
    case 'Pass':
      return runPass(step, state);
    case 'Task':
      return enterTask(step, state);
    case 'Choice':
      return runChoice(step, state);
    case 'Wait':
      return runWait(step, state);
    case 'Succeed':
      return leaveUnchanged(step, state);
    case 'Fail':
      return enterFail(step, state);
  }
}

/** Runs `work`; a failure that it does not handle fails the execution. */
function attempt(step: Step, state: State, work: Work): Next {
  try {
    return work(step, state);
  } catch (error) {
    failExecution(step, ...describe(step, state, error));
    return undefined;
  }
}

function describe(step: Step, state: State, error: unknown): [error: string | undefined, cause: string | undefined] {
  if (error instanceof StateFailure) return [error.error, error.reason];
  if (error instanceof HistoryFull) {
    return ['States.Runtime', `The execution reached the maximum number of history events (${maxEvents}).`];
  }
  if (!(error instanceof RuntimeFailure)) step.deps.context.report('a state could not be run', error);
  const message = error instanceof RuntimeFailure ? error.message : 'The local cloud failed; see its log.';
  const where = `An error occurred while executing the state '${state.name}' (entered at the event id #${step.position.enteredEventId})`;
  return ['States.Runtime', `${where}. ${message}`];
}

function leaveUnchanged(step: Step, state: Exclude<State, { type: 'Fail' }>): Next {
  const input = applyPath(state.inputPath, scopeOf(step, step.position.input));
  const output = applyPath(state.outputPath, scopeOf(step, input));
  return leave(step, state, output, 'next' in state ? state.next : undefined);
}

function runPass(step: Step, state: PassState): Next {
  const input = applyPath(state.inputPath, scopeOf(step, step.position.input));
  let result = input;
  if (state.result) result = Payload.ofValue(state.result.value);
  else if (state.parameters) result = Payload.ofValue(state.parameters(scopeOf(step, input)));
  const merged = applyResultPath(state.resultPath, step.position.input, result);
  return leave(step, state, applyPath(state.outputPath, scopeOf(step, merged)), state.next);
}

function runChoice(step: Step, state: ChoiceState): Next {
  const scope = scopeOf(step, applyPath(state.inputPath, scopeOf(step, step.position.input)));
  const next = state.choices.find(({ rule }) => rule(scope))?.next ?? state.fallback;
  if (next === undefined) {
    throw new RuntimeFailure('Failed to transition out of the state. The state does not point to a next state.');
  }
  return leave(step, state, applyPath(state.outputPath, scope), next);
}

function runWait(step: Step, state: WaitState): Next {
  const scope = scopeOf(step, applyPath(state.inputPath, scopeOf(step, step.position.input)));
  const untilMs = waitUntil(state, scope, { nowMs: step.nowMs, wallMs: step.deps.context.clock.wallTime() });
  if (untilMs <= step.nowMs) return leaveUnchanged(step, state);
  step.execution.waiting = { kind: 'delay', untilMs };
  return undefined;
}
