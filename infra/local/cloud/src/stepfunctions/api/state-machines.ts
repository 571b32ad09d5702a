import { isDeepStrictEqual } from 'node:util';
import { ignored, limited, oneOf, required } from '../../core/input.ts';
import { operation } from '../../core/operation.ts';
import { page } from '../../core/pages.ts';
import type { Json } from '../../core/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Machine, Revision } from '../engine/machine.ts';
import { configuration, noLogging, readLogging } from './configuration.ts';
import { definition as definitionField } from './definitions.ts';
import { invalidArn, invalidToken, machineExists, missingRequiredParameter, typeNotSupported } from './errors.ts';
import { arn, includedData, name as nameField, pageSize, paging } from './fields.ts';
import { checkName, findMachine, machineOf } from './names.ts';
import type { StatesState } from './state.ts';
import { readTags, tagList } from './tags.ts';

const creation = {
  name: required(nameField),
  definition: required(definitionField),
  roleArn: required(ignored('no permissions are checked', arn)),
  type: limited('EXPRESS is refused', oneOf('STANDARD', 'EXPRESS'), (type) =>
    type === 'EXPRESS'
      ? typeNotSupported('The local cloud does not support state machines of type EXPRESS')
      : undefined,
  ),
  tags: tagList,
  ...configuration,
};

/** Idempotent by name, definition, logging and tracing: another role or other tags are ignored, as AWS documents. */
export const createStateMachine = operation(creation, async (input, { engine, checker }: StatesState) => {
  const { name, definition: text, roleArn } = input;
  checkName(name);
  checkRole(roleArn);
  const logging = readLogging(input.loggingConfiguration) ?? noLogging;
  const tracing = input.tracingConfiguration?.enabled ?? false;
  const machineArn = engine.machines.arnOf(name);
  const tags = readTags(input.tags, machineArn);
  const same = ({ current }: Machine) =>
    current.text === text && current.tracing === tracing && isDeepStrictEqual(current.logging, logging);
  const before = engine.machines.byName(name);
  if (before && same(before)) return presentCreated(before);
  const definition = await checker.compile(text);
  const present = engine.machines.byName(name); // another call may have been first
  if (present && !same(present)) throw machineExists(machineArn);
  const createdMs = engine.context.clock.wallTime();
  const revision = { number: 1, text, definition, roleArn, logging, tracing, createdMs, revisionId: undefined };
  return presentCreated(present ?? engine.machines.create(name, revision, tags));
});

const presentCreated = ({ arn, createdMs }: Machine) => ({ stateMachineArn: arn, creationDate: createdMs / 1000 });

function checkRole(roleArn: string): void {
  if (!roleArn.startsWith('arn:')) throw invalidArn(`Invalid ARN prefix: ${roleArn}`);
}

const update = {
  stateMachineArn: required(arn),
  definition: definitionField,
  roleArn: ignored('no permissions are checked', arn),
  ...configuration,
};

/** Running executions keep the definition that they were started with. */
export const updateStateMachine = operation(update, async (input, { engine, checker }: StatesState) => {
  const { definition: text, roleArn } = input;
  const machine = machineOf(engine, input.stateMachineArn);
  const logging = readLogging(input.loggingConfiguration);
  const tracing = input.tracingConfiguration && (input.tracingConfiguration.enabled ?? false);
  const changes = { text, roleArn, logging, tracing };
  if (Object.values(changes).every((change) => change === undefined)) {
    throw missingRequiredParameter(
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
  }
  if (roleArn !== undefined) checkRole(roleArn);
  const definition = text === undefined ? undefined : await checker.compile(text);
  machineOf(engine, input.stateMachineArn); // it may have been deleted meanwhile
  const revised = revise(engine, machine, { ...changes, definition });
  return { updateDate: engine.context.clock.wallTime() / 1000, revisionId: revised.revisionId };
});

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
    createdMs: engine.context.clock.wallTime(),
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

export const describeStateMachine = operation(
  { stateMachineArn: required(arn), includedData },
  (input, { engine }: StatesState) => {
    const machine = machineOf(engine, input.stateMachineArn);
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      type: 'STANDARD',
      creationDate: machine.createdMs / 1000,
      ...presentRevision(machine.current, input.includedData === 'METADATA_ONLY'),
    };
  },
);

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

export const listStateMachines = operation(
  paging(1024),
  ({ maxResults, nextToken: token }, { engine }: StatesState) => {
    const { items, nextToken } = page(engine.machines.all, {
      list: 'stateMachines',
      nameOf: ({ name }) => name,
      size: pageSize(maxResults),
      token,
      invalidToken,
    });
    return {
      stateMachines: items.map((machine) => ({
        stateMachineArn: machine.arn,
        name: machine.name,
        type: 'STANDARD',
        creationDate: machine.createdMs / 1000,
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
);

/** Aborts the running executions and deletes everything of the state machine. Deleting a missing one succeeds. */
export const deleteStateMachine = operation({ stateMachineArn: required(arn) }, (input, { engine }: StatesState) => {
  const machine = findMachine(engine, input.stateMachineArn);
  if (!machine) return {};
  for (const execution of engine.runningOf(machine)) engine.abort(execution, undefined, undefined);
  engine.machines.delete(machine);
  engine.archive
    .removeMachine(machine.id)
    .catch((cause) => engine.context.report(`the executions of ${machine.name} could not be deleted`, cause));
  return {};
});
