import type { App } from 'aws-cdk-lib';
import type { StageConfig } from './config.ts';
import { ConsumersStack } from './stacks/consumers.ts';
import { MessagingStack } from './stacks/messaging.ts';
import { ProjectionsStack } from './stacks/projections.ts';
import { RelayStack } from './stacks/relay.ts';
import { WorkflowStack } from './stacks/workflow.ts';

/** All stacks of one stage, in the order in which data flows through them. */
export function zeroloss(app: App, config: StageConfig): void {
  const { bus, queues, targetDeadLetters } = new MessagingStack(app, 'zeroloss-messaging', { config });
  const { stateMachine } = new WorkflowStack(app, 'zeroloss-workflow', { config, queues });
  new ConsumersStack(app, 'zeroloss-consumers', { config, queues, bus, stateMachine });
  const relay = new RelayStack(app, 'zeroloss-relay', { config, targetDeadLetters, bus, stateMachine });
  const readSide = new ProjectionsStack(app, 'zeroloss-projections', { config, queue: queues.projections });
  readSide.addStackDependency(relay, 'what moves money comes first, and the read side catches up');
}
