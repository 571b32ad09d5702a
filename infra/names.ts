/**
 * Physical names. They are the same in every stage: a stage has its own account (or a laptop), so they do not contain its name.
 * Operators type them, and the runbook, the CLI and the local runtime use them.
 */
export const consumerNames = ['intake', 'debit', 'credit', 'rollback'] as const;
export type ConsumerName = (typeof consumerNames)[number];

export const scheduledNames = ['relay', 'sweeper'] as const;
export type ScheduledName = (typeof scheduledNames)[number];

/** The functions that write to ledger or outbox and deliver what they wrote. */
export type LedgerServiceName = ConsumerName | ScheduledName;

/** The functions with a queue: the consumers, and the read side, which receives every fact. */
export const queueReaderNames = [...consumerNames, 'projections'] as const;
export type QueueReaderName = (typeof queueReaderNames)[number];

export const serviceNames = [...queueReaderNames, ...scheduledNames] as const;
export type ServiceName = (typeof serviceNames)[number];

/** `migration` is run by the deployment, and only on AWS. */
export type FunctionName = ServiceName | 'migration';

export const busName = 'zeroloss';
export const stateMachineName = 'zeroloss-transfer';
export const requestsRuleName = 'zeroloss-transfer-requests';
export const projectionsRuleName = 'zeroloss-projections';
export const requestsArchiveName = 'zeroloss-requests';
export const factsArchiveName = 'zeroloss-facts';
/** Gets the events that EventBridge could not deliver to a target. Such a DLQ must be a standard queue. */
export const targetDeadLetterQueueName = 'zeroloss-target-dlq';

/** e.g. `zeroloss-debit`. Also the name of its schedule, if it has one. */
export const functionName = (service: FunctionName): string => `zeroloss-${service}`;

/** The source file of a function's handler, relative to the project's root. The relay is in services/outbox. */
export const handlerFile = (service: FunctionName): string =>
  `services/${service === 'relay' ? 'outbox' : service}/${service}.lambda.ts`;

/** The bus fills standard queues (a rule's FIFO target would have one fixed group). All other queues are FIFO. */
const standardQueues: Partial<Record<QueueReaderName, string>> = {
  intake: 'zeroloss-transfer-requests',
  projections: 'zeroloss-projections',
};

export const isFifo = (reader: QueueReaderName): boolean => standardQueues[reader] === undefined;

export const queueName = (reader: QueueReaderName): string => standardQueues[reader] ?? `zeroloss-${reader}.fifo`;

export const dashboardName = 'zeroloss';
/** Gets alarms and the database's events. */
export const alarmTopicName = 'zeroloss-alarms';

export const flowLogName = '/zeroloss/vpc-flows';

/** The RDS instance. A restored one first gets another name: see docs/deploy.md. */
export const databaseInstanceName = 'zeroloss';
/** Only creates the roles that everything else uses. */
export const databaseAdministrator = 'zeroloss_administrator';
/** The database of shard 0; shard i is `zeroloss_<i>`. */
export const ledgerDatabaseName = 'zeroloss';

/** The logs that PostgreSQL on RDS writes to CloudWatch. */
export const databaseLogs = ['iam-db-auth-error', 'postgresql', 'upgrade'] as const;
/** The log group's name, which RDS prescribes. */
export const databaseLogName = (log: string): string => `/aws/rds/instance/${databaseInstanceName}/${log}`;

/** The function that passes the deployment's call on to the migration function. */
export const migrationProviderName = 'zeroloss-migration-provider';
export const databaseProxyName = 'zeroloss';
