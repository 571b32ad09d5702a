import { isDeepStrictEqual } from 'node:util';
import type { Json, Operation } from '../../core/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Machine, Revision } from '../engine/machine.ts';
import { noLogging, readLogging, readTracing, refuseUnsupported } from './configuration.ts';
import { type DefinitionChecker, readDefinitionMember } from './definitions.ts';
import { invalidArn, machineExists, missingRequiredParameter, typeNotSupported } from './errors.ts';
import { checkName, findMachine, machineOf } from './names.ts';
import { readPageToken, writePageToken } from './page-token.ts';
import { Request } from './request.ts';
import { readTags } from './tags.ts';

const arnLength = { least: 1, most: 256 };

/** Idempotent by name, definition, logging and tracing: another role or other tags are ignored, as AWS documents. */
export const createStateMachine =
  (engine: Engine, checker: DefinitionChecker): Operation =>
  async (input) => {
    const request = new Request(input);
    const name = request.requiredString('name', { least: 1, most: 80 });
    const text = readDefinitionMember(request) ?? request.requiredString('definition');
    const roleArn = request.requiredString('roleArn', arnLength);
    const type = request.oneOf('type', ['STANDARD', 'EXPRESS']);
    request.check();
    checkName(name);
    checkRole(roleArn);
    if (type === 'EXPRESS') throw typeNotSupported('The local cloud does not support state machines of type EXPRESS');
    refuseUnsupported(request);
    const logging = readLogging(request) ?? noLogging;
    const tracing = readTracing(request) ?? false;
    const arn = engine.machines.arnOf(name);
    const tags = readTags(request.raw('tags'), arn);
    const same = ({ current }: Machine) =>
      current.text === text && current.tracing === tracing && isDeepStrictEqual(current.logging, logging);
    const before = engine.machines.byName(name);
    if (before && same(before)) return presentCreated(before);
    const definition = await checker.compile(text);
    const present = engine.machines.byName(name); // another call may have been first
    if (present && !same(present)) throw machineExists(arn);
    const createdMs = engine.context.clock.now();
    const revision = { number: 1, text, definition, roleArn, logging, tracing, createdMs, revisionId: undefined };
    return presentCreated(present ?? engine.machines.create(name, revision, tags));
  };

const presentCreated = ({ arn, createdMs }: Machine) => ({ stateMachineArn: arn, creationDate: createdMs / 1000 });

function checkRole(roleArn: string): void {
  if (!roleArn.startsWith('arn:')) throw invalidArn(`Invalid ARN prefix: ${roleArn}`);
}

/** Executions that run keep what they were started with. */
export const updateStateMachine =
  (engine: Engine, checker: DefinitionChecker): Operation =>
  async (input) => {
    const request = new Request(input);
    const arn = request.requiredString('stateMachineArn', arnLength);
    const text = readDefinitionMember(request);
    const roleArn = request.string('roleArn', arnLength);
    request.check();
    const machine = machineOf(engine, arn);
    refuseUnsupported(request);
    const changes = { text, roleArn, logging: readLogging(request), tracing: readTracing(request) };
    if (Object.values(changes).every((change) => change === undefined)) {
      throw missingRequiredParameter(
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    if (roleArn !== undefined) checkRole(roleArn);
    const definition = text === undefined ? undefined : await checker.compile(text);
    machineOf(engine, arn); // it may have been deleted meanwhile
    const revised = revise(engine, machine, { ...changes, definition });
    return { updateDate: engine.context.clock.now() / 1000, revisionId: revised.revisionId };
  };

type Changes = { [Member in keyof Revision]?: Revision[Member] | undefined };

/** A new revision with a new id, unless nothing changes. */
function revise(engine: Engine, machine: Machine, changes: Changes): Revision {
  const { current } = machine;
  const next: Revision = {
    number: current.number + 1,
    text: changes.text ?? current.text,
    definition: changes.definition ?? current.definition,
    roleArn: changes.roleArn ?? current.roleArn,
    logging: changes.logging ?? current.logging,
    tracing: changes.tracing ?? current.tracing,
    createdMs: engine.context.clock.now(),
    revisionId: engine.context.ids.uuid(),
  };
  const unchanged =
    next.text === current.text &&
    next.roleArn === current.roleArn &&
    next.tracing === current.tracing &&
    isDeepStrictEqual(next.logging, current.logging);
  if (unchanged) return current;
  engine.machines.revise(machine, next);
  return next;
}

export const describeStateMachine =
  (engine: Engine): Operation =>
  (input) => {
    const request = new Request(input);
    const arn = request.requiredString('stateMachineArn', arnLength);
    const includedData = request.oneOf('includedData', ['ALL_DATA', 'METADATA_ONLY']);
    request.check();
    const machine = machineOf(engine, arn);
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      type: 'STANDARD',
      creationDate: machine.createdMs / 1000,
      ...presentRevision(machine.current, includedData === 'METADATA_ONLY'),
    };
  };

/** With METADATA_ONLY AWS gives an empty definition. */
export function presentRevision(revision: Revision, withoutData: boolean): Json {
  return {
    definition: withoutData ? '{}' : revision.text,
    roleArn: revision.roleArn,
    loggingConfiguration: revision.logging,
    tracingConfiguration: { enabled: revision.tracing },
    ...(revision.revisionId === undefined ? {} : { revisionId: revision.revisionId }),
  };
}

export const listStateMachines =
  (engine: Engine): Operation =>
  (input) => {
    const request = new Request(input);
    const size = request.pageSize();
    const token = request.string('nextToken', { least: 1, most: 1024 });
    request.check();
    const after = readPageToken<string>(token, 'stateMachines', 'string');
    const all = engine.machines.all.filter(({ name }) => after === undefined || name > after);
    const page = all.slice(0, size);
    const last = page.at(-1);
    return {
      stateMachines: page.map(({ arn, name, createdMs }) => ({
        stateMachineArn: arn,
        name,
        type: 'STANDARD',
        creationDate: createdMs / 1000,
      })),
      ...(last && all.length > size ? { nextToken: writePageToken('stateMachines', last.name) } : {}),
    };
  };

/** Ends the executions that run and forgets all of the state machine. One that does not exist is deleted as well. */
export const deleteStateMachine =
  (engine: Engine): Operation =>
  (input) => {
    const request = new Request(input);
    const arn = request.requiredString('stateMachineArn', arnLength);
    request.check();
    const machine = findMachine(engine, arn);
    if (!machine) return {};
    for (const execution of engine.runningOf(machine)) engine.abort(execution, undefined, undefined);
    engine.machines.delete(machine);
    engine.archive
      .removeMachine(machine.id)
      .catch((cause) => engine.context.report(`the executions of ${machine.name} could not be deleted`, cause));
    return {};
  };
