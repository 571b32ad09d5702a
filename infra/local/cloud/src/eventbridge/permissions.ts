/** PutPermission and RemovePermission: statements of a bus's policy. Nothing is enforced: any credentials are accepted. */
import { boolean, type InputOf, required, structure, text } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import type { BusStore } from './bus-store.ts';
import { notFound, validation } from './errors.ts';
import { action, ownBusName, principal, statementId } from './fields.ts';
import type { LiveBus } from './live.ts';
import type { PolicyStatement } from './model.ts';
import type { EventBridgeState } from './state.ts';

const permission = {
  EventBusName: ownBusName,
  Action: action,
  Principal: principal,
  StatementId: statementId,
  Policy: text(),
  Condition: structure({ Type: required(text()), Key: required(text()), Value: required(text()) }),
};

export const permissionOperations = {
  PutPermission: operation(permission, (input, { store }: EventBridgeState) => {
    const bus = store.bus(input.EventBusName);
    if (input.Policy !== undefined) return putPolicy(store, bus, parsePolicy(input.Policy));
    const statement = statementOf(bus, input);
    const others = statementsOf(bus).filter(({ Sid }) => Sid !== statement.Sid);
    return putPolicy(store, bus, [...others, statement]);
  }),

  RemovePermission: operation(
    { EventBusName: ownBusName, StatementId: statementId, RemoveAllPermissions: boolean },
    ({ EventBusName, StatementId, RemoveAllPermissions }, { store }: EventBridgeState) => {
      const bus = store.bus(EventBusName);
      if (RemoveAllPermissions) return putPolicy(store, bus, []);
      if (StatementId === undefined) throw validation('Parameter StatementId is required.');
      const before = statementsOf(bus);
      const after = before.filter(({ Sid }) => Sid !== StatementId);
      if (after.length === before.length) throw notFound('Statement with the provided id does not exist.');
      return putPolicy(store, bus, after);
    },
  ),
};

const statementsOf = ({ record }: LiveBus): readonly PolicyStatement[] => record.policy?.Statement ?? [];

/** @throws ValidationException */
function statementOf(bus: LiveBus, input: InputOf<typeof permission>): PolicyStatement {
  const { Action, Principal, StatementId, Condition } = input;
  if (Principal === undefined) throw validation('Parameter Principal must be specified.');
  if (Action !== 'events:PutEvents') throw validation("Provided value in parameter 'action' is not supported.");
  if (StatementId === undefined) throw validation('Parameter StatementId must be specified.');
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: Principal === '*' ? Principal : { AWS: `arn:aws:iam::${Principal}:root` },
    Action,
    Resource: bus.record.arn,
    ...(Condition ? { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } } : {}),
  };
}

/** @throws ValidationException */
function parsePolicy(json: string): readonly PolicyStatement[] {
  try {
    const { Statement } = JSON.parse(json) as { Statement?: PolicyStatement | readonly PolicyStatement[] };
    if (Statement !== undefined) return [Statement].flat() as readonly PolicyStatement[];
  } catch {
    // Refused below, like a policy without statements.
  }
  throw validation('This policy contains invalid Json');
}

function putPolicy(store: BusStore, bus: LiveBus, statements: readonly PolicyStatement[]): void {
  const { policy, ...rest } = bus.record;
  const record = { ...rest, modifiedMs: store.context.clock.wallTime() };
  const version = policy?.Version ?? '2012-10-17';
  store.putBus(statements.length > 0 ? { ...record, policy: { Version: version, Statement: statements } } : record);
}
