/** Operations on the targets of rules: SQS queues, Step Functions state machines, Lambda functions and event buses. */
import { list, required } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import { limitExceeded } from './errors.ts';
import { busNameOrArn, ruleName, targetId } from './fields.ts';
import { pageOf, paging } from './paging.ts';
import { force } from './rules.ts';
import type { EventBridgeState } from './state.ts';
import { checkTarget, refuseForeignParameters } from './target-checks.ts';
import { target, targetOf } from './target-fields.ts';

const maxTargetsPerRule = 5;
const maxTargetsPerRequest = 100;

export const targetOperations = {
  PutTargets: operation(
    {
      Rule: required(ruleName),
      EventBusName: busNameOrArn,
      Targets: required(list(target, { min: 1, max: maxTargetsPerRequest })),
    },
    (input, { store }: EventBridgeState) => {
      input.Targets.forEach(refuseForeignParameters);
      const targets = input.Targets.map(targetOf);
      targets.forEach(checkTarget);
      const { record } = store.rule(input.EventBusName, input.Rule);
      const all = new Map(record.targets.map((target) => [target.Id, target]));
      for (const target of targets) all.set(target.Id, target);
      if (all.size > maxTargetsPerRule) throw limitExceeded();
      store.putRule({ ...record, targets: [...all.values()] });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  ),

  RemoveTargets: operation(
    {
      Rule: required(ruleName),
      EventBusName: busNameOrArn,
      Ids: required(list(targetId, { min: 1, max: maxTargetsPerRequest })),
      Force: force,
    },
    (input, { store }: EventBridgeState) => {
      const { record } = store.rule(input.EventBusName, input.Rule);
      store.putRule({ ...record, targets: record.targets.filter(({ Id }) => !input.Ids.includes(Id)) });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  ),

  ListTargetsByRule: operation(
    { Rule: required(ruleName), EventBusName: busNameOrArn, ...paging },
    (input, { store }: EventBridgeState) => {
      const { targets } = store.rule(input.EventBusName, input.Rule).record;
      const { items, next } = pageOf(targets, ({ Id }) => Id, 'targets', input);
      return { Targets: items, ...next };
    },
  ),
};
