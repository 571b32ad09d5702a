import { required } from '../../core/input.ts';
import { operation } from '../../core/operation.ts';
import type { Json } from '../../core/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Status } from '../engine/execution.ts';
import type { Revision } from '../engine/machine.ts';
import { noSuchExecution } from './errors.ts';
import { arn as arnField, failure, includedData } from './fields.ts';
import { executionOf } from './names.ts';
import type { StatesState } from './state.ts';
import { presentRevision } from './state-machines.ts';

/** What is described of an execution, running or ended. */
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

/** @throws InvalidArn, ExecutionDoesNotExist */
async function describe(engine: Engine, arn: string): Promise<Described> {
  const { machine, name } = executionOf(engine, arn);
  const running = engine.running(machine, name);
  if (running) return { ...running, status: 'RUNNING', input: running.input.text };
  const ended = await engine.archive.find(machine.id, name);
  if (!ended) throw noSuchExecution(arn);
  return { ...ended, revision: machine.revisions.get(ended.revision) };
}

export const describeExecution = operation(
  { executionArn: required(arnField), includedData },
  async (input, { engine }: StatesState) => {
    const { machine, name } = executionOf(engine, input.executionArn);
    const included = input.includedData !== 'METADATA_ONLY';
    const described = await describe(engine, input.executionArn);
    const { status, startMs, stopMs, traceHeader, error, cause, ...data } = described;
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
  },
);

function presentData(member: 'input' | 'output', text: string, included: boolean): Json {
  return { ...(included ? { [member]: text } : {}), [`${member}Details`]: { included } };
}

/** There is no redrive here, but AWS says for each execution whether it is possible. */
function presentRedrive(status: Status): Json {
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return { redriveCount: 0, redriveStatus: 'REDRIVABLE' };
  const redriveStatusReason = `Execution is ${status} and cannot be redriven`;
  return { redriveCount: 0, redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason };
}

export const describeStateMachineForExecution = operation(
  { executionArn: required(arnField), includedData },
  async (input, { engine }: StatesState) => {
    const { machine } = executionOf(engine, input.executionArn);
    const { revision } = await describe(engine, input.executionArn);
    if (!revision) throw noSuchExecution(input.executionArn);
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      updateDate: revision.createdMs / 1000,
      ...presentRevision(revision, input.includedData === 'METADATA_ONLY'),
    };
  },
);

/** An execution that has ended stays as it is, and the answer says when it ended. */
export const stopExecution = operation(
  { executionArn: required(arnField), ...failure },
  async ({ executionArn, error, cause }, { engine }: StatesState) => {
    const { machine, name } = executionOf(engine, executionArn);
    const running = engine.running(machine, name);
    if (running) engine.abort(running, error, cause);
    const stopMs = running?.ending?.stopMs ?? (await describe(engine, executionArn)).stopMs;
    return { stopDate: (stopMs ?? engine.context.clock.wallTime()) / 1000 };
  },
);
