import { parseJson } from '../../core/json-syntax.ts';
import type { Operation } from '../../core/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Execution } from '../engine/execution.ts';
import { readToken } from '../engine/token.ts';
import { StateFailure } from '../failures.ts';
import { isTooLarge, maxPayloadBytes, Payload } from '../json/payload.ts';
import { invalidOutput, invalidToken, noSuchTask, taskTimedOut, validation } from './errors.ts';
import { Request } from './request.ts';

/**
 * The execution whose task waits under `token`.
 * @throws InvalidToken when it never was one, TaskTimedOut when the task was closed or its time is over,
 *   TaskDoesNotExist when its state machine is gone
 */
function waitingFor(engine: Engine, token: string): Execution {
  const execution = engine.byToken(token);
  if (execution) return execution;
  const owner = readToken(token);
  if (!owner) throw invalidToken();
  throw engine.machines.byId(owner.machineId) ? taskTimedOut() : noSuchTask();
}

const tokenLength = { least: 1, most: 2048 };

export const sendTaskSuccess =
  (engine: Engine): Operation =>
  (input) => {
    const request = new Request(input);
    const token = request.requiredString('taskToken', tokenLength);
    const output = request.requiredString('output', { sensitive: true });
    request.check();
    if (isTooLarge(output)) {
      throw validation(
        "1 validation error detected: Value at 'output' failed to satisfy constraint: " +
          `Member must have length less than or equal to ${maxPayloadBytes}`,
      );
    }
    const parsed = parseJson(output);
    if ('fault' in parsed) throw invalidOutput(parsed.fault.message);
    engine.succeedTask(waitingFor(engine, token), Payload.ofText(output));
    return {};
  };

export const sendTaskFailure =
  (engine: Engine): Operation =>
  (input) => {
    const request = new Request(input);
    const token = request.requiredString('taskToken', tokenLength);
    const error = request.string('error', { most: 256, sensitive: true });
    const cause = request.string('cause', { most: 32_768, sensitive: true });
    request.check();
    engine.failTask(waitingFor(engine, token), new StateFailure(error, cause));
    return {};
  };

export const sendTaskHeartbeat =
  (engine: Engine): Operation =>
  (input) => {
    const request = new Request(input);
    const token = request.requiredString('taskToken', tokenLength);
    request.check();
    engine.beat(waitingFor(engine, token));
    return {};
  };
