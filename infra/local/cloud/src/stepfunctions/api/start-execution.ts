import { parseJson } from '../../core/json-syntax.ts';
import type { Operation } from '../../core/service.ts';
import { retentionMs } from '../engine/archive.ts';
import type { Engine } from '../engine/engine.ts';
import type { Execution } from '../engine/execution.ts';
import type { Machine } from '../engine/machine.ts';
import { NameLock } from '../engine/name-lock.ts';
import { executionArn } from '../engine/records.ts';
import { isTooLarge, maxPayloadBytes, Payload } from '../json/payload.ts';
import { executionExists, invalidExecutionInput, noSuchMachine, validation } from './errors.ts';
import { checkName, machineOf } from './names.ts';
import { Request } from './request.ts';

export interface StartRequest {
  readonly stateMachineArn: string;
  readonly name?: string | undefined;
  readonly input?: string | undefined;
  readonly traceHeader?: string | undefined;
}

export type Start = (request: StartRequest) => Promise<Execution>;

const sweepEveryMs = 60 * 60 * 1000;

/** Starts executions; a name that is given is looked up in the store, one start of a name after the other. */
export function starter(engine: Engine): Start {
  const names = new NameLock();
  let sweptMs = Number.NEGATIVE_INFINITY;
  return async ({ stateMachineArn, name, input = '{}', traceHeader }) => {
    const machine = machineOf(engine, stateMachineArn);
    const payload = readInput(input);
    if (engine.context.clock.now() >= sweptMs + sweepEveryMs) {
      sweptMs = engine.context.clock.now();
      sweep(engine, names);
    }
    const execution = { name: name ?? engine.context.ids.uuid(), input: payload, traceHeader };
    if (name === undefined) return engine.start(machine, execution); // a name of our own making is new
    return names.hold(`${machine.id}/${name}`, async () => {
      const running = engine.running(machine, name);
      if (running) return same(running, payload);
      await freeName(engine, machine, name);
      if (engine.machines.byName(machine.name) !== machine) throw noSuchMachine(stateMachineArn); // deleted meanwhile
      return engine.start(machine, execution);
    });
  };
}

/** A running execution of the name is the answer if its input is the same. @throws ExecutionAlreadyExists */
function same(running: Execution, input: Payload): Execution {
  if (running.input.text !== input.text) throw executionExists(running.arn);
  return running;
}

/** @throws ExecutionAlreadyExists for a name that an execution had that ended less than 90 days ago */
async function freeName(engine: Engine, machine: Machine, name: string): Promise<void> {
  const ended = await engine.archive.find(machine.id, name);
  if (!ended) return;
  if (ended.stopMs + retentionMs > engine.context.clock.now()) throw executionExists(executionArn(machine, name));
  await engine.archive.remove(machine.id, name, ended.startMs);
}

/** Forgets, in the background, what ended more than 90 days ago. */
function sweep(engine: Engine, names: NameLock): void {
  const beforeMs = engine.context.clock.now() - retentionMs;
  const forget = async (machine: Machine) => {
    for await (const { name, startMs } of engine.archive.expired(machine.id, beforeMs)) {
      await names.hold(`${machine.id}/${name}`, async () => {
        const ended = await engine.archive.find(machine.id, name);
        if (ended?.startMs === startMs) await engine.archive.remove(machine.id, name, startMs);
      });
    }
  };
  for (const machine of engine.machines.all) {
    forget(machine).catch((cause) =>
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

export const startExecution =
  (start: Start): Operation =>
  async (input) => {
    const request = new Request(input);
    const stateMachineArn = request.requiredString('stateMachineArn', { least: 1, most: 256 });
    const name = request.string('name', { least: 1, most: 80 });
    const text = request.string('input', { sensitive: true });
    const traceHeader = request.string('traceHeader', { most: 256 });
    request.check();
    if (name !== undefined) checkName(name);
    const execution = await start({ stateMachineArn, name, input: text, traceHeader });
    return { executionArn: execution.arn, startDate: execution.startMs / 1000 };
  };
