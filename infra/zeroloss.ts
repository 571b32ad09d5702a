import type { App, Environment } from 'aws-cdk-lib';
import type { StageConfig } from './config.ts';
import { ConsumersStack } from './stacks/consumers.ts';
import { DatabaseStack } from './stacks/database.ts';
import { DatabaseAccessStack } from './stacks/database-access.ts';
import { MessagingStack } from './stacks/messaging.ts';
import { MonitoringStack } from './stacks/monitoring.ts';
import { NetworkStack } from './stacks/network.ts';
import { ProjectionsStack } from './stacks/projections.ts';
import { RelayStack } from './stacks/relay.ts';
import { RoutingStack } from './stacks/routing.ts';
import { SchemasStack } from './stacks/schemas.ts';
import { WorkflowStack } from './stacks/workflow.ts';

/**
 * All stacks of one stage, in the order in which data flows through them. Stage `local` goes without those that a laptop has no use for.
 * @param env account and region; if missing, the credentials decide at deployment.
 */
export function zeroloss(app: App, config: StageConfig, env: Environment = {}): void {
  const common = { config, env };
  const database = ledgerDatabase(app, config, env);
  const { key, bus, queues, targetDeadLetters } = new MessagingStack(app, 'zeroloss-messaging', common);
  if (database) new SchemasStack(app, 'zeroloss-schemas', { env });
  new RoutingStack(app, 'zeroloss-routing', { env, bus, queues, targetDeadLetters });
  const { stateMachine } = new WorkflowStack(app, 'zeroloss-workflow', { ...common, key, queues });
  const ledger = database?.services;
  const consumers = new ConsumersStack(app, 'zeroloss-consumers', {
    ...common,
    ledger,
    key,
    queues,
    bus,
    stateMachine,
  });
  const relay = new RelayStack(app, 'zeroloss-relay', { ...common, ledger, targetDeadLetters, bus, stateMachine });
  const readSide = new ProjectionsStack(app, 'zeroloss-projections', {
    ...common,
    ledger: database?.projections,
    key,
    queue: queues.projections,
  });
  readSide.addStackDependency(relay, 'what moves money comes first; the read side catches up');
  if (!database) return;
  for (const stack of [consumers, relay]) {
    stack.addStackDependency(database, 'new code never meets an old schema: the migration is through, or all stops');
  }
  // A laptop has GET /metrics instead.
  const monitoring = new MonitoringStack(app, 'zeroloss-monitoring', common);
  monitoring.addStackDependency(readSide, 'alarms on what does not run yet would go off');
}

/** The network, the database in it, and the access to it. Undefined on a laptop, which runs its own PostgreSQL. */
function ledgerDatabase(app: App, config: StageConfig, env: Environment): DatabaseAccessStack | undefined {
  if (!config.aws) return undefined;
  const common = { config, figures: config.aws, env };
  const network = new NetworkStack(app, 'zeroloss-network', common);
  const database = new DatabaseStack(app, 'zeroloss-database', { ...common, network });
  return new DatabaseAccessStack(app, 'zeroloss-database-access', { ...common, network, database });
}
