/** Event buses and who may send to them. */
import type { Json, Operation } from '../core/service.ts';
import { busArn, busNameOf, defaultBusName } from './arns.ts';
import { Constraints } from './constraints.ts';
import { alreadyExists, limitExceeded, notFound, validation } from './errors.ts';
import type { BusRecord, LiveBus, PolicyStatement } from './model.ts';
import { page } from './pages.ts';
import { integers, shapes } from './shapes.ts';
import type { EventsState } from './state.ts';
import { readTags } from './tags.ts';

const mostBuses = 100;

/** @param isInUse whether something other than rules, an archive say, belongs to the bus. */
export const busOperations = (state: EventsState, isInUse: (bus: string) => boolean): Record<string, Operation> => ({
  CreateEventBus(input: Json) {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.Name, 'name', shapes.busName);
    const settings = readSettings(constraints, input);
    const tags = readTags(constraints, input.Tags);
    constraints.check();
    if (input.EventSourceName) throw notFound(`Event source ${input.EventSourceName} does not exist.`);
    if (name.includes('/')) throw validation("Event bus name must not contain '/'.");
    if (state.buses.has(name)) throw alreadyExists(`Event bus ${name} already exists.`);
    if (state.buses.size >= mostBuses) throw limitExceeded();
    const now = state.context.clock.now();
    const arn = busArn(state.context, name);
    const record: BusRecord = { v: 1, name, arn, ...settings, createdMs: now, modifiedMs: now, tags };
    state.putBus(record);
    return { EventBusArn: arn, ...describeSettings(record) };
  },

  DeleteEventBus(input: Json) {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.Name, 'name', shapes.busName);
    constraints.check();
    if (name === defaultBusName) throw validation(`Cannot delete event bus ${name}.`);
    const bus = state.buses.get(name);
    if (bus && (bus.rules.size > 0 || isInUse(name))) {
      throw validation(`Event bus ${name} can't be deleted since it has rules.`);
    }
    state.deleteBus(name);
  },

  DescribeEventBus(input: Json) {
    const constraints = new Constraints();
    const name = constraints.string(input.Name, 'name', shapes.busNameOrArn);
    constraints.check();
    const { record } = state.bus(name);
    return { ...summary(record), ...describeSettings(record) };
  },

  ListEventBuses(input: Json) {
    const constraints = new Constraints();
    const prefix = constraints.string(input.NamePrefix, 'namePrefix', shapes.busName) ?? '';
    const limit = constraints.integer(input.Limit, 'limit', integers.limit);
    const token = constraints.string(input.NextToken, 'nextToken', shapes.nextToken);
    constraints.check();
    const found = [...state.buses.values()].filter(({ record }) => record.name.startsWith(prefix));
    const { items, token: next } = page(found, ({ record }) => record.name, { limit, token });
    return { EventBuses: items.map(({ record }) => summary(record)), ...next };
  },

  UpdateEventBus(input: Json) {
    const constraints = new Constraints();
    const name = constraints.string(input.Name, 'name', shapes.busName);
    const settings = readSettings(constraints, input);
    constraints.check();
    const { v, name: ownName, arn, policy, createdMs, tags } = state.bus(name).record;
    const kept = { v, name: ownName, arn, createdMs, tags, ...(policy ? { policy } : {}) };
    const record: BusRecord = { ...kept, ...settings, modifiedMs: state.context.clock.now() };
    state.putBus(record);
    return { Arn: arn, Name: ownName, ...describeSettings(record) };
  },

  PutPermission(input: Json) {
    const { bus, statement } = readPermission(state, input);
    const before = bus.record.policy?.Statement ?? [];
    const others = before.filter(({ Sid }) => Sid !== statement.Sid);
    putPolicy(state, bus, typeof input.Policy === 'string' ? parsePolicy(input.Policy) : [...others, statement]);
  },

  RemovePermission(input: Json) {
    const constraints = new Constraints();
    const busName = constraints.string(input.EventBusName, 'eventBusName', shapes.ownBusName);
    const id = constraints.string(input.StatementId, 'statementId', shapes.statementId);
    const all = constraints.boolean(input.RemoveAllPermissions) ?? false;
    constraints.check();
    const bus = state.bus(busName);
    if (all) return putPolicy(state, bus, []);
    if (id === undefined) throw validation('Parameter StatementId is required.');
    const before = bus.record.policy?.Statement ?? [];
    const after = before.filter(({ Sid }) => Sid !== id);
    if (after.length === before.length) throw notFound('Statement with the provided id does not exist.');
    return putPolicy(state, bus, after);
  },
});

type Settings = Pick<BusRecord, 'description' | 'kmsKeyIdentifier' | 'deadLetterConfig'>;

function readSettings(constraints: Constraints, input: Json): Settings {
  const description = constraints.string(input.Description, 'description', shapes.description);
  const key = constraints.string(input.KmsKeyIdentifier, 'kmsKeyIdentifier', shapes.kmsKeyIdentifier);
  const deadLetters = constraints.structure(input.DeadLetterConfig);
  const arn = constraints.string(deadLetters?.Arn, 'deadLetterConfig.arn', shapes.arn);
  if (input.LogConfig !== undefined && (input.LogConfig.Level ?? 'OFF') !== 'OFF') {
    throw validation('Parameter LogConfig is not valid. Reason: The local cloud keeps no logs of event buses.');
  }
  return {
    ...(description !== undefined ? { description } : {}),
    ...(key ? { kmsKeyIdentifier: key } : {}),
    ...(arn !== undefined ? { deadLetterConfig: { Arn: arn } } : {}),
  };
}

function describeSettings({ description, kmsKeyIdentifier, deadLetterConfig }: BusRecord): Json {
  return {
    ...(description !== undefined ? { Description: description } : {}),
    ...(kmsKeyIdentifier !== undefined ? { KmsKeyIdentifier: kmsKeyIdentifier } : {}),
    ...(deadLetterConfig !== undefined ? { DeadLetterConfig: deadLetterConfig } : {}),
  };
}

function summary(record: BusRecord): Json {
  return {
    Name: record.name,
    Arn: record.arn,
    ...(record.description !== undefined ? { Description: record.description } : {}),
    ...(record.policy ? { Policy: JSON.stringify(record.policy) } : {}),
    CreationTime: record.createdMs / 1000,
    LastModifiedTime: record.modifiedMs / 1000,
  };
}

function readPermission(state: EventsState, input: Json): { bus: LiveBus; statement: PolicyStatement } {
  const constraints = new Constraints();
  const busName = constraints.string(input.EventBusName, 'eventBusName', shapes.ownBusName);
  const action = constraints.string(input.Action, 'action', shapes.action);
  const principal = constraints.string(input.Principal, 'principal', shapes.principal);
  const id = constraints.string(input.StatementId, 'statementId', shapes.statementId);
  const policy = constraints.string(input.Policy, 'policy');
  const condition = constraints.structure(input.Condition);
  constraints.check();
  const bus = state.bus(busNameOf(busName));
  if (policy === undefined) {
    if (principal === undefined) throw validation('Parameter Principal must be specified.');
    if (action !== 'events:PutEvents') throw validation("Provided value in parameter 'action' is not supported.");
    if (id === undefined) throw validation('Parameter StatementId must be specified.');
  }
  const statement = {
    ...(id !== undefined ? { Sid: id } : {}),
    Effect: 'Allow',
    Principal: principal === '*' ? principal : { AWS: `arn:aws:iam::${principal}:root` },
    Action: action,
    Resource: bus.record.arn,
    ...(condition ? { Condition: { [condition.Type]: { [condition.Key]: condition.Value } } } : {}),
  };
  return { bus, statement };
}

function parsePolicy(text: string): readonly PolicyStatement[] {
  try {
    const { Statement } = JSON.parse(text) as { Statement?: PolicyStatement | readonly PolicyStatement[] };
    if (Statement !== undefined) return [Statement].flat() as readonly PolicyStatement[];
  } catch {
    // Refused below, like a policy without statements.
  }
  throw validation('This policy contains invalid Json');
}

function putPolicy(state: EventsState, bus: LiveBus, statements: readonly PolicyStatement[]): void {
  const { policy, ...rest } = bus.record;
  const record = { ...rest, modifiedMs: state.context.clock.now() };
  const version = policy?.Version ?? '2012-10-17';
  state.putBus(statements.length > 0 ? { ...record, policy: { Version: version, Statement: statements } } : record);
}
