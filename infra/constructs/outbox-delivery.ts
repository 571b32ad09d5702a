import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { factSource } from '../../events/index.ts';
import type { StageConfig } from '../config.ts';
import type { LedgerServiceName } from '../names.ts';
import type { ServiceFunction } from './service-function.ts';

export interface OutboxTargets {
  readonly bus: EventBus;
  readonly stateMachine: StateMachine;
}

/** Where outbox rows are delivered to, as services/outbox reads it from its environment. */
export function outboxEnvironment(targets: OutboxTargets, config: StageConfig): Record<string, string> {
  return {
    EVENT_BUS_NAME: targets.bus.eventBusName,
    STATE_MACHINE_ARN: targets.stateMachine.stateMachineArn,
    OUTBOX_LEASE_SECONDS: String(config.outbox.leaseSeconds),
  };
}

/** Kinds of outbox row that are delivered to AWS, and the actions that deliver them. (An `outcome` goes to a database.) */
const actions = {
  event: ['events:PutEvents'],
  start: ['states:StartExecution'],
  callback: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
} as const;
type DeliveredKind = keyof typeof actions;

/**
 * The fast path delivers only the rows that the function wrote, so it needs the actions of those kinds alone.
 * The relay delivers what any of them left behind.
 */
const deliveredKinds: Readonly<Record<LedgerServiceName, readonly DeliveredKind[]>> = {
  intake: ['event', 'start'],
  debit: ['event', 'callback'],
  credit: ['event', 'callback'],
  rollback: ['event', 'callback'],
  relay: ['event', 'start', 'callback'],
  sweeper: ['event', 'start'],
};

/**
 * Lets a function deliver its outbox rows.
 *
 * The service authorization reference lists no resource type for SendTask*, but the service checks it against the state
 * machine whose task it is (its AccessDenied message names that ARN, and CDK's own grant uses it), so no `*` is needed.
 */
export function allowOutboxDelivery(
  deliverer: ServiceFunction,
  service: LedgerServiceName,
  targets: OutboxTargets,
): void {
  for (const kind of deliveredKinds[service]) {
    if (kind === 'event') {
      // In the system's own name alone: no function can pass for an upstream system.
      deliverer.allow([...actions.event], [targets.bus.eventBusArn], { StringEquals: { 'events:source': factSource } });
    } else {
      deliverer.allow([...actions[kind]], [targets.stateMachine.stateMachineArn]);
    }
  }
}
