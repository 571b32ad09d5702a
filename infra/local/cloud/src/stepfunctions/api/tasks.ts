import { required, text } from '../../core/input.ts';
import { parseJson } from '../../core/json-syntax.ts';
import { operation } from '../../core/operation.ts';
import type { Engine } from '../engine/engine.ts';
import type { Execution } from '../engine/execution.ts';
import { readToken } from '../engine/token.ts';
import { StateFailure } from '../failures.ts';
import { isTooLarge, maxPayloadBytes, Payload } from '../json/payload.ts';
import { invalidOutput, invalidToken, noSuchTask, taskTimedOut, validation } from './errors.ts';
import { failure, taskToken } from './fields.ts';
import type { StatesState } from './state.ts';

/**
 * The execution whose task waits under `token`.
 * @throws InvalidToken if it never was a token, TaskTimedOut if the task was closed or has timed out, TaskDoesNotExist if
 *   its state machine was deleted
 */
function waitingFor(engine: Engine, token: string): Execution {
  const execution = engine.byToken(token);
  if (execution) return execution;
  const owner = readToken(token);
  if (!owner) throw invalidToken();
  throw engine.machines.byId(owner.machineId) ? taskTimedOut() : noSuchTask();
}

export const sendTaskSuccess = operation(
  { taskToken, output: required(text({ sensitive: true })) },
  (input, { engine }: StatesState) => {
    if (isTooLarge(input.output)) {
      throw validation(
        "1 validation error detected: Value at 'output' failed to satisfy constraint: " +
          `Member must have length less than or equal to ${maxPayloadBytes}`,
      );
    }
    const parsed = parseJson(input.output);
    if ('fault' in parsed) throw invalidOutput(parsed.fault.message);
    engine.succeedTask(waitingFor(engine, input.taskToken), Payload.ofText(input.output));
    return {};
  },
);

export const sendTaskFailure = operation({ taskToken, ...failure }, (input, { engine }: StatesState) => {
  engine.failTask(waitingFor(engine, input.taskToken), new StateFailure(input.error, input.cause));
  return {};
});

export const sendTaskHeartbeat = operation({ taskToken }, (input, { engine }: StatesState) => {
  engine.beat(waitingFor(engine, input.taskToken));
  return {};
});
