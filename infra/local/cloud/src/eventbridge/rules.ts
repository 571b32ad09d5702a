/** Rules: a pattern, a schedule, or both. Their targets are in targets.ts. */
import type { Json, Operation } from '../core/service.ts';
import { busNameOf, defaultBusName, ruleArn } from './arns.ts';
import { Constraints } from './constraints.ts';
import { compilePattern, limitExceeded, validation } from './errors.ts';
import type { LiveRule, RuleRecord, Tags } from './model.ts';
import { page } from './pages.ts';
import { parseSchedule } from './schedule/schedule.ts';
import { integers, shapes } from './shapes.ts';
import type { EventsState } from './state.ts';
import { readTags } from './tags.ts';

const mostRulesOnABus = 300;

/** @param changed told of each rule that was put, enabled, disabled or deleted. */
export const ruleOperations = (
  state: EventsState,
  changed: (bus: string, name: string) => void,
): Record<string, Operation> => ({
  PutRule(input: Json) {
    const { tags, ...settings } = readRule(input);
    const bus = state.bus(settings.bus);
    if (settings.eventPattern !== undefined) compilePattern(settings.eventPattern);
    const known = bus.rules.get(settings.name);
    if (!known && bus.rules.size >= mostRulesOnABus) throw limitExceeded();
    const arn = ruleArn(state.context, settings.bus, settings.name);
    // A rule that is there is replaced but for its targets and tags.
    const kept = known ? { targets: known.record.targets, tags: known.record.tags } : { targets: [], tags };
    state.putRule({ v: 1, ...settings, arn, ...kept });
    changed(settings.bus, settings.name);
    return { RuleArn: arn };
  },

  DeleteRule(input: Json) {
    const { bus, name } = readRuleName(input);
    const rule = state.bus(bus).rules.get(name);
    if (rule && rule.record.targets.length > 0) throw validation("Rule can't be deleted since it has targets.");
    state.deleteRule(busNameOf(bus), name);
    changed(busNameOf(bus), name);
  },

  DescribeRule(input: Json) {
    const { bus, name } = readRuleName(input);
    return { ...describeRule(state.rule(bus, name).record), CreatedBy: state.context.account };
  },

  EnableRule(input: Json) {
    setState(state, input, 'ENABLED', changed);
  },

  DisableRule(input: Json) {
    setState(state, input, 'DISABLED', changed);
  },

  ListRules(input: Json) {
    const constraints = new Constraints();
    const prefix = constraints.string(input.NamePrefix, 'namePrefix', shapes.ruleName) ?? '';
    const { bus, request } = readListing(constraints, input);
    const found = [...state.bus(bus).rules.values()].filter(({ record }) => record.name.startsWith(prefix));
    const { items, token } = page(found, nameOf, request);
    return { Rules: items.map(({ record }) => describeRule(record)), ...token };
  },

  ListRuleNamesByTarget(input: Json) {
    const constraints = new Constraints();
    const arn = constraints.requiredString(input.TargetArn, 'targetArn', shapes.arn);
    const { bus, request } = readListing(constraints, input);
    const found = [...state.bus(bus).rules.values()].filter(({ record }) =>
      record.targets.some(({ Arn }) => Arn === arn),
    );
    const { items, token } = page(found, nameOf, request);
    return { RuleNames: items.map(nameOf), ...token };
  },
});

const nameOf = ({ record }: LiveRule) => record.name;

/** Reads what the List operations have in common and checks all of the request. */
export function readListing(constraints: Constraints, input: Json) {
  const bus = constraints.string(input.EventBusName, 'eventBusName', shapes.busNameOrArn);
  const limit = constraints.integer(input.Limit, 'limit', integers.limit);
  const token = constraints.string(input.NextToken, 'nextToken', shapes.nextToken);
  constraints.check();
  return { bus, request: { limit, token } };
}

function readRuleName(input: Json): { name: string; bus: string | undefined } {
  const constraints = new Constraints();
  const name = constraints.requiredString(input.Name, 'name', shapes.ruleName);
  const bus = constraints.string(input.EventBusName, 'eventBusName', shapes.busNameOrArn);
  constraints.check();
  return { name, bus };
}

type RuleSettings = Omit<RuleRecord, 'v' | 'arn' | 'targets'> & { readonly tags: Tags };

function readRule(input: Json): RuleSettings {
  const constraints = new Constraints();
  const name = constraints.requiredString(input.Name, 'name', shapes.ruleName);
  const schedule = constraints.string(input.ScheduleExpression, 'scheduleExpression', shapes.scheduleExpression);
  const pattern = constraints.string(input.EventPattern, 'eventPattern', shapes.eventPattern);
  const state = constraints.string(input.State, 'state', shapes.ruleState);
  const description = constraints.string(input.Description, 'description', shapes.description);
  const roleArn = constraints.string(input.RoleArn, 'roleArn', shapes.arn);
  const bus = busNameOf(constraints.string(input.EventBusName, 'eventBusName', shapes.busNameOrArn));
  const tags = readTags(constraints, input.Tags);
  constraints.check();
  if (!pattern && !schedule) throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (schedule) checkSchedule(schedule, bus);
  return {
    name,
    bus,
    state: state ?? 'ENABLED',
    tags,
    ...(pattern ? { eventPattern: pattern } : {}),
    ...(schedule ? { scheduleExpression: schedule } : {}),
    ...(description !== undefined ? { description } : {}),
    ...(roleArn !== undefined ? { roleArn } : {}),
  };
}

function checkSchedule(expression: string, bus: string): void {
  if (bus !== defaultBusName) throw validation('ScheduleExpression is supported only on the default event bus.');
  if (!parseSchedule(expression)) throw validation('Parameter ScheduleExpression is not valid.');
}

function setState(
  state: EventsState,
  input: Json,
  wanted: 'ENABLED' | 'DISABLED',
  changed: (bus: string, name: string) => void,
): void {
  const { bus, name } = readRuleName(input);
  const { record } = state.rule(bus, name);
  if (record.state === wanted) return;
  state.putRule({ ...record, state: wanted });
  changed(record.bus, name);
}

function describeRule(record: RuleRecord): Json {
  return {
    Name: record.name,
    Arn: record.arn,
    ...(record.eventPattern !== undefined ? { EventPattern: record.eventPattern } : {}),
    ...(record.scheduleExpression !== undefined ? { ScheduleExpression: record.scheduleExpression } : {}),
    State: record.state,
    ...(record.description !== undefined ? { Description: record.description } : {}),
    ...(record.roleArn !== undefined ? { RoleArn: record.roleArn } : {}),
    EventBusName: record.bus,
  };
}
