import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  type DescribeRuleCommandOutput,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type RuleState,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { jsonEqual } from '../../core/json-values.ts';
import {
  arn,
  type DesiredResource,
  type Outcome,
  optionalText,
  type Provider,
  type ProvisionContext,
  type ProvisionedSchedule,
  unlessMissing,
} from '../provider.ts';

const missing = 'ResourceNotFoundException';

interface RuleName {
  readonly Name: string;
  readonly EventBusName: string;
}

/** Reads before it writes: putting a `rate` rule again would restart its period at every start. */
export const rule: Provider = {
  properties: ['Name', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'Description', 'Targets'],
  ignored: ['Tags'],

  async put(desired, context) {
    const Name = optionalText(desired, 'Name') ?? desired.defaultName;
    const EventBusName = optionalText(desired, 'EventBusName') ?? 'default';
    const targets = (desired.properties.Targets ?? []) as unknown as Target[];
    const schedule = context.invokesFunctions ? undefined : scheduleOfFunctions(desired, targets);
    if (schedule) {
      context.schedules.push(schedule);
      return identity(Name, EventBusName, context);
    }
    const found = await unlessMissing(context.events.send(new DescribeRuleCommand({ Name, EventBusName })), missing);
    if (!found || differs(found, desired)) {
      await context.events.send(new PutRuleCommand({ Name, EventBusName, ...ruleOf(desired) }));
    }
    await putTargets({ Name, EventBusName }, targets, context);
    return identity(Name, EventBusName, context);
  },

  async remove(physicalId, context) {
    const [EventBusName = 'default', Name = ''] = physicalId.split('|');
    const found = await unlessMissing(context.events.send(new DescribeRuleCommand({ Name, EventBusName })), missing);
    if (!found) return;
    await putTargets({ Name, EventBusName }, [], context);
    await context.events.send(new DeleteRuleCommand({ Name, EventBusName }));
  },
};

function identity(name: string, bus: string, context: ProvisionContext): Outcome {
  const path = bus === 'default' ? name : `${bus}/${name}`;
  return {
    physicalId: `${bus}|${name}`,
    ref: bus === 'default' ? name : `${bus}|${name}`,
    attributes: { Arn: arn(context, 'events', `rule/${path}`) },
  };
}

/** The schedule that the caller must run because the endpoint cannot invoke functions; undefined for any other rule. */
function scheduleOfFunctions(desired: DesiredResource, targets: readonly Target[]): ProvisionedSchedule | undefined {
  const expression = optionalText(desired, 'ScheduleExpression');
  const functionArns = targets.flatMap(({ Arn }) => (Arn?.split(':')[2] === 'lambda' ? [Arn] : []));
  if (expression === undefined || functionArns.length === 0 || functionArns.length < targets.length) return undefined;
  return { expression, functionArns: desired.properties.State === 'DISABLED' ? [] : functionArns };
}

function ruleOf(desired: DesiredResource) {
  const pattern = desired.properties.EventPattern;
  const schedule = optionalText(desired, 'ScheduleExpression');
  return {
    State: (optionalText(desired, 'State') ?? 'ENABLED') as RuleState,
    Description: optionalText(desired, 'Description') ?? '',
    ...(pattern === undefined ? {} : { EventPattern: JSON.stringify(pattern) }),
    ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
  };
}

function differs(found: DescribeRuleCommandOutput, desired: DesiredResource): boolean {
  const wanted = ruleOf(desired);
  return (
    found.State !== wanted.State ||
    (found.Description ?? '') !== wanted.Description ||
    (found.ScheduleExpression ?? '') !== (wanted.ScheduleExpression ?? '') ||
    !jsonEqual(found.EventPattern ? JSON.parse(found.EventPattern) : undefined, desired.properties.EventPattern)
  );
}

/** Replaces the rule's targets. A template's target has the shape of the API's. */
async function putTargets(
  { Name, EventBusName }: RuleName,
  wanted: Target[],
  context: ProvisionContext,
): Promise<void> {
  const listed = await context.events.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName }));
  const actual = listed.Targets ?? [];
  const stale = actual.flatMap(({ Id }) => (Id && !wanted.some((target) => target.Id === Id) ? [Id] : []));
  const changed = wanted.filter(
    (target) =>
      !jsonEqual(
        actual.find(({ Id }) => Id === target.Id),
        target,
      ),
  );
  if (stale.length > 0) {
    const answer = await context.events.send(new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids: stale }));
    refuseFailures(Name, answer.FailedEntries);
  }
  if (changed.length > 0) {
    const answer = await context.events.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets: changed }));
    refuseFailures(Name, answer.FailedEntries);
  }
}

function refuseFailures(rule: string, failed: { ErrorMessage?: string | undefined }[] | undefined): void {
  if (failed?.length) throw new Error(`Targets of rule ${rule} were refused: ${failed[0]?.ErrorMessage}`);
}
