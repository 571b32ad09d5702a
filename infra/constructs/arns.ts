/** ARNs made from names, for policies that cannot reference a resource because the resource references them. */
import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import { busName, functionName, scheduledNames, stateMachineName } from '../names.ts';
import { type Route, routes } from '../routes.ts';

export function busArn(stack: Stack): string {
  return eventsArn(stack, 'event-bus', busName);
}

export function routeArn(stack: Stack, { ruleName }: Route): string {
  return eventsArn(stack, 'rule', `${busName}/${ruleName}`);
}

/** Every rule of the system: the routes on its own bus, and the schedules on the default bus. */
export function ruleArns(stack: Stack): string[] {
  return [
    ...Object.values(routes).map((route) => routeArn(stack, route)),
    ...scheduledNames.map((name) => eventsArn(stack, 'rule', functionName(name))),
  ];
}

export function queueArn(stack: Stack, name: string): string {
  return Arn.format({ service: 'sqs', resource: name }, stack);
}

export function stateMachineArn(stack: Stack): string {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return Arn.format({ service: 'states', resource: 'stateMachine', resourceName: stateMachineName, arnFormat }, stack);
}

function eventsArn(stack: Stack, resource: 'event-bus' | 'rule', resourceName: string): string {
  return Arn.format({ service: 'events', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME }, stack);
}
