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

/** Where outbox rows are delivered to, as the environment that services/outbox reads. */
export function outboxEnvironment(targets: OutboxTargets, config: StageConfig): Record<string, string> {
  return {
    EVENT_BUS_NAME: targets.bus.eventBusName,
    STATE_MACHINE_ARN: targets.stateMachine.stateMachineArn,
    OUTBOX_LEASE_SECONDS: String(config.outbox.leaseSeconds),
  };
}

/** The kinds of outbox row that are delivered to AWS, and the actions they need. (An `outcome` goes to a database.) */
const actions = {
  event: ['events:PutEvents'],
  start: ['states:StartExecution'],
  callback: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
} as const;
type DeliveredKind = keyof typeof actions;

/**
 * On the fast path a function delivers only the rows that it wrote, so it needs only the actions of those kinds.
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
 * SendTask* needs no `*`: the service authorization reference lists no resource type for it, but the service checks the state
 * machine of the task (its AccessDenied message names that ARN, and CDK's own grant uses it).
 */
export function allowOutboxDelivery(
  deliverer: ServiceFunction,
  service: LedgerServiceName,
  targets: OutboxTargets,
): void {
  for (const kind of deliveredKinds[service]) {
    if (kind === 'event') {
      // Only under the system's own source: no function can pose as an upstream system.
      deliverer.allow([...actions.event], [targets.bus.eventBusArn], { StringEquals: { 'events:source': factSource } });
    } else {
      deliverer.allow([...actions[kind]], [targets.stateMachine.stateMachineArn]);
    }
  }
}
