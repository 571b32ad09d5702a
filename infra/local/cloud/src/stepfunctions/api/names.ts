import type { Engine } from '../engine/engine.ts';
import type { Machine } from '../engine/machine.ts';
import { invalidArn, invalidName, noSuchExecution, noSuchMachine } from './errors.ts';

// White space, brackets, wildcards, special and control characters, surrogates and non-characters.
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

/** @throws InvalidName */
export function checkName(name: string): void {
  if (name === '' || forbidden.test(name)) throw invalidName(name);
}

/** The parts of a Step Functions ARN after the account. The region is ignored. */
function parseArn(arn: string, resourceType: 'stateMachine' | 'execution'): string[] {
  if (!arn.startsWith('arn:')) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const [, , service, , , type, ...names] = arn.split(':');
  if (service !== 'states') throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (type !== resourceType) throw invalidArn(`Resource type not valid in this context: ${type ?? ''}`);
  if (names.length === 0 || names.includes('')) throw invalidArn(`Invalid ARN: ${arn}`);
  return names;
}

/** There are no versions and aliases, so their ARNs are unknown. @throws InvalidArn, StateMachineDoesNotExist */
export function machineOf(engine: Engine, arn: string): Machine {
  const [name = '', qualifier] = parseArn(arn, 'stateMachine');
  const machine = qualifier === undefined ? engine.machines.byName(name) : undefined;
  if (!machine) throw noSuchMachine(arn);
  return machine;
}

/** Returns undefined if there is no such state machine. @throws InvalidArn */
export function findMachine(engine: Engine, arn: string): Machine | undefined {
  const [name = '', qualifier] = parseArn(arn, 'stateMachine');
  return qualifier === undefined ? engine.machines.byName(name) : undefined;
}

export interface ExecutionName {
  readonly machine: Machine;
  readonly name: string;
}

/** @throws InvalidArn, ExecutionDoesNotExist if there is no state machine of this name */
export function executionOf(engine: Engine, arn: string): ExecutionName {
  const [machineName = '', name, ...rest] = parseArn(arn, 'execution');
  const machine = engine.machines.byName(machineName);
  if (!machine || name === undefined || rest.length > 0) throw noSuchExecution(arn);
  return { machine, name };
}
