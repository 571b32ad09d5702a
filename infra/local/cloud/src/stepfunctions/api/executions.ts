import type { Json, Operation } from '../../core/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Status } from '../engine/execution.ts';
import type { Revision } from '../engine/machine.ts';
import { noSuchExecution } from './errors.ts';
import { executionOf } from './names.ts';
import { Request } from './request.ts';
import { presentRevision } from './state-machines.ts';

/** What Describe shows of an execution, whether it runs or has ended. */
interface Described {
  readonly status: Status;
  readonly revision: Revision | undefined;
  readonly startMs: number;
  readonly stopMs?: number | undefined;
  readonly input: string;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly traceHeader?: string | undefined;
}

const arnLength = { least: 1, most: 256 };

/** @throws InvalidArn, ExecutionDoesNotExist */
async function describe(engine: Engine, arn: string): Promise<Described> {
  const { machine, name } = executionOf(engine, arn);
  const running = engine.running(machine, name);
  if (running) return { ...running, status: 'RUNNING', input: running.input.text };
  const ended = await engine.archive.find(machine.id, name);
  if (!ended) throw noSuchExecution(arn);
  return { ...ended, revision: machine.revisions.get(ended.revision) };
}

export const describeExecution =
  (engine: Engine): Operation =>
  async (input) => {
    const request = new Request(input);
    const arn = request.requiredString('executionArn', arnLength);
    const included = request.oneOf('includedData', ['ALL_DATA', 'METADATA_ONLY']) !== 'METADATA_ONLY';
    request.check();
    const { machine, name } = executionOf(engine, arn);
    const { status, startMs, stopMs, traceHeader, error, cause, ...data } = await describe(engine, arn);
    return {
      executionArn: `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`,
      stateMachineArn: machine.arn,
      name,
      status,
      startDate: startMs / 1000,
      ...(stopMs === undefined ? {} : { stopDate: stopMs / 1000 }),
      ...presentData('input', data.input, included),
      ...(data.output === undefined ? {} : presentData('output', data.output, included)),
      error,
      cause,
      traceHeader,
      ...presentRedrive(status),
    };
  };

function presentData(member: 'input' | 'output', text: string, included: boolean): Json {
  return { ...(included ? { [member]: text } : {}), [`${member}Details`]: { included } };
}

/** There is no redrive here, but AWS says of each execution whether it could be. */
function presentRedrive(status: Status): Json {
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return { redriveCount: 0, redriveStatus: 'REDRIVABLE' };
  const redriveStatusReason = `Execution is ${status} and cannot be redriven`;
  return { redriveCount: 0, redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason };
}

export const describeStateMachineForExecution =
  (engine: Engine): Operation =>
  async (input) => {
    const request = new Request(input);
    const arn = request.requiredString('executionArn', arnLength);
    const withoutData = request.oneOf('includedData', ['ALL_DATA', 'METADATA_ONLY']) === 'METADATA_ONLY';
    request.check();
    const { machine } = executionOf(engine, arn);
    const { revision } = await describe(engine, arn);
    if (!revision) throw noSuchExecution(arn);
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      updateDate: revision.createdMs / 1000,
      ...presentRevision(revision, withoutData),
    };
  };

/** An execution that has ended stays as it is, and says when it ended. */
export const stopExecution =
  (engine: Engine): Operation =>
  async (input) => {
    const request = new Request(input);
    const arn = request.requiredString('executionArn', arnLength);
    const error = request.string('error', { most: 256, sensitive: true });
    const cause = request.string('cause', { most: 32_768, sensitive: true });
    request.check();
    const { machine, name } = executionOf(engine, arn);
    const running = engine.running(machine, name);
    if (running) engine.abort(running, error, cause);
    const stopMs = running?.ending?.stopMs ?? (await describe(engine, arn)).stopMs ?? engine.context.clock.now();
    return { stopDate: stopMs / 1000 };
  };
