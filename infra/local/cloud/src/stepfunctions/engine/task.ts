/** Task states that call the `sqs:sendMessage` integration, with and without a callback. */
import type { Figure, TaskState } from '../definition/types.ts';
import { dataLimitExceeded, RuntimeFailure, StateFailure } from '../failures.ts';
import { Payload } from '../json/payload.ts';
import { applyPath, applyResultPath, readPath } from './data-flow.ts';
import { matchesError, retryDelayMs } from './errors.ts';
import { record } from './history.ts';
import { sendMessage } from './send-message.ts';
import { leave, type Next, type Step, scopeOf } from './step.ts';
import { makeToken } from './token.ts';

const resourceType = 'sqs';

/** Makes one attempt at the task. Returns undefined if it waits for its callback or for the next attempt. */
export function enterTask(step: Step, state: TaskState): Next {
  const { execution, position, nowMs, deps } = step;
  const waits = state.resource === 'sendMessage.waitForTaskToken';
  position.token = waits ? makeToken(ownerOf(step), deps.context.ids) : undefined;
  const { resource } = state;
  const { parameters, timeoutInSeconds, heartbeatInSeconds } = schedule(step, state);
  record(execution, nowMs, 'TaskScheduled', {
    resourceType,
    resource,
    region: deps.context.region,
    parameters: parameters.text,
    timeoutInSeconds,
    heartbeatInSeconds,
  });
  record(execution, nowMs, 'TaskStarted', { resourceType, resource });
  let answer: Payload;
  try {
    answer = sendMessage(parameters, deps.sqs, deps.context);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    return handleTaskFailure(step, state, error, waits ? 'TaskSubmitFailed' : 'TaskFailed');
  }
  if (position.token === undefined) return endTask(step, state, answer);
  record(execution, nowMs, 'TaskSubmitted', { resourceType, resource, output: answer.text });
  execution.waiting = {
    kind: 'callback',
    token: position.token,
    timeoutMs: timeoutInSeconds === undefined ? undefined : nowMs + timeoutInSeconds * 1000,
    heartbeatMs: heartbeatInSeconds === undefined ? undefined : nowMs + heartbeatInSeconds * 1000,
    heartbeatSeconds: heartbeatInSeconds,
  };
  return undefined;
}

const ownerOf = ({ execution }: Step) => ({ machineId: execution.machine.id, executionName: execution.name });

/** Evaluates the attempt's parameters and time-outs. @throws RuntimeFailure, StateFailure */
function schedule(step: Step, state: TaskState) {
  const input = applyPath(state.inputPath, scopeOf(step, step.position.input, true));
  const scope = scopeOf(step, input, true);
  const timeoutInSeconds = readFigure(step, state.timeout);
  const heartbeatInSeconds = readFigure(step, state.heartbeat);
  const parameters = state.parameters ? Payload.ofValue(state.parameters(scope)) : input;
  if (parameters.tooLarge) throw dataLimitExceeded(state.name);
  return { parameters, timeoutInSeconds, heartbeatInSeconds };
}

function readFigure(step: Step, figure: Figure | undefined): number | undefined {
  if (!figure || 'value' in figure) return figure?.value;
  const value = readPath(figure.path, scopeOf(step, step.position.input, true));
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new RuntimeFailure(
    `The ${figure.field} field refers to value "${typeof value === 'string' ? value : JSON.stringify(value)}" ` +
      `which is not a valid integer: ${figure.path.text}`,
  );
}

/** The task has its result. */
export function endTask(step: Step, state: TaskState, result: Payload): Next {
  const { execution, position, nowMs } = step;
  position.token = undefined;
  if (result.tooLarge) return handleTaskFailure(step, state, dataLimitExceeded(resourceType), 'TaskFailed');
  record(execution, nowMs, 'TaskSucceeded', { resourceType, resource: state.resource, output: result.text });
  try {
    const { resultSelector } = state;
    const selected = resultSelector ? Payload.ofValue(resultSelector(scopeOf(step, result, true))) : result;
    const merged = applyResultPath(state.resultPath, position.input, selected);
    return leave(step, state, applyPath(state.outputPath, scopeOf(step, merged, true)), state.next);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    return answerFailure(step, state, error);
  }
}

export function handleTaskFailure(
  step: Step,
  state: TaskState,
  failure: StateFailure,
  event: 'TaskFailed' | 'TaskSubmitFailed' | 'TaskTimedOut',
): Next {
  const { execution, position, nowMs } = step;
  position.token = undefined;
  const { error, reason: cause } = failure;
  record(execution, nowMs, event, { resourceType, resource: state.resource, error, cause });
  return answerFailure(step, state, failure);
}

/** Retry if a retrier matches and has attempts left, otherwise Catch, otherwise the execution fails. @throws StateFailure */
function answerFailure(step: Step, state: TaskState, failure: StateFailure): Next {
  const { position, execution, deps } = step;
  const index = state.retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, failure));
  const retrier = state.retriers[index];
  if (retrier) {
    const attempts = position.attempts[index] ?? 0;
    const delayMs = retryDelayMs(retrier, attempts, deps.context.ids.random);
    if (delayMs !== undefined) {
      position.attempts = state.retriers.map((_retrier, at) => (position.attempts[at] ?? 0) + (at === index ? 1 : 0));
      position.retryCount++;
      execution.waiting = { kind: 'retry', untilMs: step.nowMs + delayMs };
      return undefined;
    }
  }
  const catcher = state.catchers.find(({ errorEquals }) => matchesError(errorEquals, failure));
  if (!catcher) throw failure;
  const output = applyResultPath(catcher.resultPath, position.input, errorOutput(failure));
  return leave(step, state, output, catcher.next);
}

/** A callback without a name or cause gives nulls; a time-out, which has no cause, gives an empty one. */
function errorOutput({ error, reason }: StateFailure): Payload {
  return Payload.ofValue({ Error: error ?? null, Cause: reason ?? (error === 'States.Timeout' ? '' : null) });
}
