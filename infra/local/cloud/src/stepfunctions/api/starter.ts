import { parseJson } from '../../core/json-syntax.ts';
import { retentionMs } from '../engine/archive.ts';
import type { Engine } from '../engine/engine.ts';
import type { Execution } from '../engine/execution.ts';
import type { Machine } from '../engine/machine.ts';
import { NameLock } from '../engine/name-lock.ts';
import { executionArn } from '../engine/records.ts';
import { isTooLarge, maxPayloadBytes, Payload } from '../json/payload.ts';
import { executionExists, invalidExecutionInput, noSuchMachine, validation } from './errors.ts';
import { machineOf } from './names.ts';

export interface StartRequest {
  readonly stateMachineArn: string;
  readonly name?: string | undefined;
  readonly input?: string | undefined;
  readonly traceHeader?: string | undefined;
}

export type Start = (request: StartRequest) => Promise<Execution>;

const sweepPeriodMs = 60 * 60 * 1000;

/** Starts executions. Starts of the same name run one after the other, because each looks the name up in the store. */
export function starter(engine: Engine): Start {
  const names = new NameLock();
  let sweptMs = Number.NEGATIVE_INFINITY;
  return async ({ stateMachineArn, name, input = '{}', traceHeader }) => {
    const machine = machineOf(engine, stateMachineArn);
    const payload = readInput(input);
    if (engine.context.clock.now() >= sweptMs + sweepPeriodMs) {
      sweptMs = engine.context.clock.now();
      sweep(engine, names);
    }
    const execution = { name: name ?? engine.context.ids.uuid(), input: payload, traceHeader };
    if (name === undefined) return engine.start(machine, execution); // our own name is new
    return names.hold(`${machine.id}/${name}`, async () => {
      const running = engine.running(machine, name);
      if (running) return reuse(running, payload);
      await freeName(engine, machine, name);
      if (engine.machines.byName(machine.name) !== machine) throw noSuchMachine(stateMachineArn); // deleted meanwhile
      return engine.start(machine, execution);
    });
  };
}

/** A running execution of the same name and input is the answer. @throws ExecutionAlreadyExists */
function reuse(running: Execution, input: Payload): Execution {
  if (running.input.text !== input.text) throw executionExists(running.arn);
  return running;
}

/** @throws ExecutionAlreadyExists if an execution of this name ended less than 90 days ago */
async function freeName(engine: Engine, machine: Machine, name: string): Promise<void> {
  const ended = await engine.archive.find(machine.id, name);
  if (!ended) return;
  if (ended.stopMs + retentionMs > engine.context.clock.wallTime()) throw executionExists(executionArn(machine, name));
  await engine.archive.remove(machine.id, name, ended.startMs);
}

/** Deletes, in the background, executions that ended more than 90 days ago. */
function sweep(engine: Engine, names: NameLock): void {
  const beforeMs = engine.context.clock.wallTime() - retentionMs;
  const removeExpired = async (machine: Machine) => {
    for await (const { name, startMs } of engine.archive.expired(machine.id, beforeMs)) {
      await names.hold(`${machine.id}/${name}`, async () => {
        const ended = await engine.archive.find(machine.id, name);
        if (ended?.startMs === startMs) await engine.archive.remove(machine.id, name, startMs);
      });
    }
  };
  for (const machine of engine.machines.all) {
    removeExpired(machine).catch((cause) =>
      engine.context.report(`old executions of ${machine.name} could not be deleted`, cause),
    );
  }
}

/** @throws InvalidExecutionInput, ValidationException */
function readInput(text: string): Payload {
  if (isTooLarge(text)) {
    throw validation(
      "1 validation error detected: Value at 'input' failed to satisfy constraint: " +
        `Member must have length less than or equal to ${maxPayloadBytes}`,
    );
  }
  if (text.trim() === '') throw invalidExecutionInput('Invalid execution input.');
  const parsed = parseJson(text);
  if ('fault' in parsed) throw invalidExecutionInput(parsed.fault.message);
  return Payload.ofText(text);
}
