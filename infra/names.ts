/**
 * Physical names, the same in every stage: a stage is an account of its own (or a laptop), so its name is not in them.
 * Operators type these names, and the runbook, the CLI and the local runtime use them.
 */
export const consumerNames = ['intake', 'debit', 'credit', 'rollback'] as const;
export type ConsumerName = (typeof consumerNames)[number];

export const scheduledNames = ['relay', 'sweeper'] as const;
export type ScheduledName = (typeof scheduledNames)[number];

export type ServiceName = ConsumerName | ScheduledName;

export const busName = 'zeroloss';
export const stateMachineName = 'zeroloss-transfer';
export const requestsRuleName = 'zeroloss-transfer-requests';
export const requestsArchiveName = 'zeroloss-requests';
export const factsArchiveName = 'zeroloss-facts';
/** Where EventBridge puts an event that it could not deliver to a target. Target DLQs must be standard queues. */
export const targetDeadLetterQueueName = 'zeroloss-target-dlq';

/** `zeroloss-debit`: the function, and the schedule that starts it where there is one. */
export const functionName = (service: ServiceName): string => `zeroloss-${service}`;

/** The source file of a function's handler, relative to the project's root. The relay is the outbox's own sweep. */
export const handlerFile = (service: ServiceName): string =>
  `services/${service === 'relay' ? 'outbox' : service}/${service}.lambda.ts`;

/** Intake reads a standard queue (a rule's FIFO target would have one static group); the money steps read FIFO queues. */
export const isFifo = (consumer: ConsumerName): boolean => consumer !== 'intake';

export const queueName = (consumer: ConsumerName): string =>
  isFifo(consumer) ? `zeroloss-${consumer}.fifo` : 'zeroloss-transfer-requests';

/** A FIFO queue's DLQ must be FIFO, and its name must say so. */
export const deadLetterQueueName = (consumer: ConsumerName): string =>
  isFifo(consumer) ? `zeroloss-${consumer}-dlq.fifo` : 'zeroloss-transfer-requests-dlq';
