import type { App } from 'aws-cdk-lib';
import { runsOnAws, type StageConfig } from './config.ts';
import { ApiStack } from './stacks/api.ts';
import { ConsumersStack } from './stacks/consumers.ts';
import { MessagingStack } from './stacks/messaging.ts';
import { MonitoringStack } from './stacks/monitoring.ts';
import { ProjectionsStack } from './stacks/projections.ts';
import { RelayStack } from './stacks/relay.ts';
import { RoutingStack } from './stacks/routing.ts';
import { SchemasStack } from './stacks/schemas.ts';
import { WorkflowStack } from './stacks/workflow.ts';

/**
 * All stacks of one stage, in the order in which data flows through them. Those that a laptop has no use for (infra/local/provision
 * refuses what it cannot make) are left out of stage `local`.
 */
export function zeroloss(app: App, config: StageConfig): void {
  const onAws = runsOnAws(config);
  const { key, bus, queues, targetDeadLetters } = new MessagingStack(app, 'zeroloss-messaging', { config });
  if (onAws) new SchemasStack(app, 'zeroloss-schemas');
  new RoutingStack(app, 'zeroloss-routing', { bus, queues, targetDeadLetters });
  const { stateMachine } = new WorkflowStack(app, 'zeroloss-workflow', { config, key, queues });
  new ConsumersStack(app, 'zeroloss-consumers', { config, key, queues, bus, stateMachine });
  const relay = new RelayStack(app, 'zeroloss-relay', { config, targetDeadLetters, bus, stateMachine });
  const readSide = new ProjectionsStack(app, 'zeroloss-projections', { config, key, queue: queues.projections });
  readSide.addStackDependency(relay, 'what moves money comes first, and the read side catches up');
  if (onAws) {
    const api = new ApiStack(app, 'zeroloss-api');
    api.addStackDependency(readSide, 'it reads what the read side builds');
    // A laptop has GET /metrics instead.
    const monitoring = new MonitoringStack(app, 'zeroloss-monitoring', { config });
    monitoring.addStackDependency(api, 'alarms on what does not run yet would go off');
  }
}
