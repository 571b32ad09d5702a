/**
 * Physical names, the same in every stage: a stage is an account of its own (or a laptop), so its name is not in them.
 * Operators type these names, and the runbook, the CLI and the local runtime use them.
 */
export const consumerNames = ['intake', 'debit', 'credit', 'rollback'] as const;
export type ConsumerName = (typeof consumerNames)[number];

export const scheduledNames = ['relay', 'sweeper'] as const;
export type ScheduledName = (typeof scheduledNames)[number];

/** What changes the ledger, and delivers what it wrote to the outbox. */
export type LedgerServiceName = ConsumerName | ScheduledName;

/** Each has a queue, with a queue for what it could not handle: the consumers, and the read side, which hears of every fact. */
export const queueReaderNames = [...consumerNames, 'projections'] as const;
export type QueueReaderName = (typeof queueReaderNames)[number];

export const serviceNames = [...queueReaderNames, ...scheduledNames] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The deployment runs `migration`; only stages on AWS have it. */
export type FunctionName = ServiceName | 'migration';

export const busName = 'zeroloss';
export const stateMachineName = 'zeroloss-transfer';
export const requestsRuleName = 'zeroloss-transfer-requests';
export const projectionsRuleName = 'zeroloss-projections';
export const requestsArchiveName = 'zeroloss-requests';
export const factsArchiveName = 'zeroloss-facts';
/** Where EventBridge puts an event that it could not deliver to a target. Target DLQs must be standard queues. */
export const targetDeadLetterQueueName = 'zeroloss-target-dlq';

/** `zeroloss-debit`: the function, and the schedule that starts it where there is one. */
export const functionName = (service: FunctionName): string => `zeroloss-${service}`;

/** The source file of a function's handler, relative to the project's root. The relay is the outbox's own sweep. */
export const handlerFile = (service: FunctionName): string =>
  `services/${service === 'relay' ? 'outbox' : service}/${service}.lambda.ts`;

/** What the bus fills is a standard queue (a rule's FIFO target would have one static group); the money steps read FIFO queues. */
const standardQueues: Partial<Record<QueueReaderName, string>> = {
  intake: 'zeroloss-transfer-requests',
  projections: 'zeroloss-projections',
};

export const isFifo = (reader: QueueReaderName): boolean => standardQueues[reader] === undefined;

export const queueName = (reader: QueueReaderName): string => standardQueues[reader] ?? `zeroloss-${reader}.fifo`;

/** A FIFO queue's DLQ must be FIFO, and its name must say so. */
export const deadLetterQueueName = (reader: QueueReaderName): string => {
  const standard = standardQueues[reader];
  return standard ? `${standard}-dlq` : `zeroloss-${reader}-dlq.fifo`;
};

export const dashboardName = 'zeroloss';
/** Where alarms and the database's events go. */
export const alarmTopicName = 'zeroloss-alarms';

export const flowLogName = '/zeroloss/vpc-flows';

/** The RDS instance. A restored one takes another name first: see docs/deploy.md. */
export const databaseInstanceName = 'zeroloss';
/** Makes the roles that everything else works as, and nothing more. */
export const databaseAdministrator = 'zeroloss_administrator';
/** The database of shard 0; shard i is `zeroloss_<i>`. */
export const ledgerDatabaseName = 'zeroloss';

/** What PostgreSQL on RDS writes to CloudWatch Logs. */
export const databaseLogs = ['iam-db-auth-error', 'postgresql', 'upgrade'] as const;
/** As RDS names the group. */
export const databaseLogName = (log: string): string => `/aws/rds/instance/${databaseInstanceName}/${log}`;

/** Passes the deployment's call on to the migration function. */
export const migrationProviderName = 'zeroloss-migration-provider';
export const databaseProxyName = 'zeroloss';
