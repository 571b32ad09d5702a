/** Operations on rules. A rule has a pattern, a schedule, or both; its targets are in targets.ts. */
import { anything, type InputOf, ignored, required } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import { busNameOf, defaultBusName, ruleArn } from './arns.ts';
import { defined } from './defined.ts';
import { compilePattern, limitExceeded, validation } from './errors.ts';
import { arn, busNameOrArn, description, eventPattern, ruleName, ruleState, scheduleExpression } from './fields.ts';
import type { LiveRule } from './live.ts';
import type { RuleRecord } from './model.ts';
import { pageOf, paging } from './paging.ts';
import { parseSchedule } from './schedule/schedule.ts';
import type { EventBridgeState } from './state.ts';
import { readTags, tagList } from './tags.ts';

const maxRulesPerBus = 300;

const rule = { Name: required(ruleName), EventBusName: busNameOrArn };

/** AWS wants it for rules of its own services. */
export const force = ignored('there are no managed rules', anything);

const settings = {
  Name: required(ruleName),
  ScheduleExpression: scheduleExpression,
  EventPattern: eventPattern,
  State: ruleState,
  Description: description,
  RoleArn: ignored('no permissions are checked', arn),
  EventBusName: busNameOrArn,
  Tags: tagList,
};

export const ruleOperations = {
  PutRule: operation(settings, (input, { store, scheduler }: EventBridgeState) => {
    const busName = busNameOf(input.EventBusName);
    const given = readSettings(input, busName);
    const tags = readTags(input.Tags);
    const bus = store.bus(busName);
    if (input.EventPattern) compilePattern(input.EventPattern);
    const existing = bus.rules.get(input.Name);
    if (!existing && bus.rules.size >= maxRulesPerBus) throw limitExceeded();
    // An existing rule keeps its targets and tags.
    const kept = existing ? { targets: existing.record.targets, tags: existing.record.tags } : { targets: [], tags };
    const RuleArn = ruleArn(store.context, busName, input.Name);
    store.putRule({ v: 1, ...given, arn: RuleArn, ...kept });
    scheduler.changed(busName, input.Name);
    return { RuleArn };
  }),

  DeleteRule: operation({ ...rule, Force: force }, (input, { store, scheduler }: EventBridgeState) => {
    const { Name, EventBusName } = input;
    const existing = store.bus(EventBusName).rules.get(Name);
    if (existing && existing.record.targets.length > 0) {
      throw validation("Rule can't be deleted since it has targets.");
    }
    store.deleteRule(busNameOf(EventBusName), Name);
    scheduler.changed(busNameOf(EventBusName), Name);
  }),

  DescribeRule: operation(rule, ({ Name, EventBusName }, { store }: EventBridgeState) => ({
    ...describeRule(store.rule(EventBusName, Name).record),
    CreatedBy: store.context.account,
  })),

  EnableRule: operation(rule, (input, state: EventBridgeState) => setState(input, state, 'ENABLED')),

  DisableRule: operation(rule, (input, state: EventBridgeState) => setState(input, state, 'DISABLED')),

  ListRules: operation(
    { NamePrefix: ruleName, EventBusName: busNameOrArn, ...paging },
    (input, { store }: EventBridgeState) => {
      const { NamePrefix = '', EventBusName } = input;
      const found = [...store.bus(EventBusName).rules.values()].filter(({ record }) =>
        record.name.startsWith(NamePrefix),
      );
      const { items, next } = pageOf(found, nameOf, 'rules', input);
      return { Rules: items.map(({ record }) => describeRule(record)), ...next };
    },
  ),

  ListRuleNamesByTarget: operation(
    { TargetArn: required(arn), EventBusName: busNameOrArn, ...paging },
    (input, { store }: EventBridgeState) => {
      const found = [...store.bus(input.EventBusName).rules.values()].filter(({ record }) =>
        record.targets.some(({ Arn }) => Arn === input.TargetArn),
      );
      const { items, next } = pageOf(found, nameOf, 'ruleNames', input);
      return { RuleNames: items.map(nameOf), ...next };
    },
  ),
};

const nameOf = ({ record }: LiveRule) => record.name;

type RuleSettings = Omit<RuleRecord, 'v' | 'arn' | 'targets' | 'tags'>;

/** @throws ValidationException */
function readSettings(input: InputOf<typeof settings>, bus: string): RuleSettings {
  const { EventPattern, ScheduleExpression } = input;
  if (!EventPattern && !ScheduleExpression) {
    throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (ScheduleExpression) checkSchedule(ScheduleExpression, bus);
  return defined<RuleSettings>({
    name: input.Name,
    bus,
    state: input.State ?? 'ENABLED',
    eventPattern: EventPattern || undefined,
    scheduleExpression: ScheduleExpression || undefined,
    description: input.Description,
    roleArn: input.RoleArn,
  });
}

function checkSchedule(expression: string, bus: string): void {
  if (bus !== defaultBusName) throw validation('ScheduleExpression is supported only on the default event bus.');
  if (!parseSchedule(expression)) throw validation('Parameter ScheduleExpression is not valid.');
}

function setState(
  { Name, EventBusName }: InputOf<typeof rule>,
  { store, scheduler }: EventBridgeState,
  state: 'ENABLED' | 'DISABLED',
): void {
  const { record } = store.rule(EventBusName, Name);
  if (record.state === state) return;
  store.putRule({ ...record, state });
  scheduler.changed(record.bus, Name);
}

function describeRule(record: RuleRecord): object {
  return {
    Name: record.name,
    Arn: record.arn,
    EventPattern: record.eventPattern,
    ScheduleExpression: record.scheduleExpression,
    State: record.state,
    Description: record.description,
    RoleArn: record.roleArn,
    EventBusName: record.bus,
  };
}
