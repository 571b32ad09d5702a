/** Targets of rules: SQS queues, Step Functions state machines, Lambda functions and event buses of this cloud. */
import type { Json, Operation } from '../core/service.ts';
import { Constraints } from './constraints.ts';
import { limitExceeded } from './errors.ts';
import { page } from './pages.ts';
import { readListing } from './rules.ts';
import { shapes } from './shapes.ts';
import type { EventsState } from './state.ts';
import { checkTarget, refuseForeignParameters } from './target-checks.ts';
import { readTarget } from './target-shape.ts';

const mostTargetsOfARule = 5;
const mostTargetsOfARequest = 100;

export const targetOperations = (state: EventsState): Record<string, Operation> => ({
  PutTargets(input: Json) {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.Rule, 'rule', shapes.ruleName);
    const bus = constraints.string(input.EventBusName, 'eventBusName', shapes.busNameOrArn);
    constraints.required(input.Targets, 'targets');
    const list = constraints.list(input.Targets, 'targets', { min: 1, max: mostTargetsOfARequest });
    const targets = list.map((target, index) => readTarget(constraints, target, `targets.${index + 1}.member`));
    constraints.check();
    list.forEach(refuseForeignParameters);
    targets.forEach(checkTarget);
    const { record } = state.rule(bus, name);
    const after = new Map(record.targets.map((target) => [target.Id, target]));
    for (const target of targets) after.set(target.Id, target);
    if (after.size > mostTargetsOfARule) throw limitExceeded();
    state.putRule({ ...record, targets: [...after.values()] });
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  RemoveTargets(input: Json) {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.Rule, 'rule', shapes.ruleName);
    const bus = constraints.string(input.EventBusName, 'eventBusName', shapes.busNameOrArn);
    constraints.required(input.Ids, 'ids');
    const ids = constraints.list(input.Ids, 'ids', { min: 1, max: mostTargetsOfARequest });
    const wanted = new Set(ids.map((id, index) => constraints.string(id, `ids.${index + 1}.member`, shapes.targetId)));
    constraints.check();
    const { record } = state.rule(bus, name);
    state.putRule({ ...record, targets: record.targets.filter(({ Id }) => !wanted.has(Id)) });
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  ListTargetsByRule(input: Json) {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.Rule, 'rule', shapes.ruleName);
    const { bus, request } = readListing(constraints, input);
    const { items, token } = page(state.rule(bus, name).record.targets, ({ Id }) => Id, request);
    return { Targets: items, ...token };
  },
});
