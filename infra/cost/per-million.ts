/** What a million completed transfers cost on top of an idle stage. */
import { loadDefinition, substitute } from '../../services/workflow/definition.ts';
import type { StageConfig } from '../config.ts';
import { consumerNames, functionName, isFifo, type QueueReaderName, queueReaderNames } from '../names.ts';
import { type CostLine, costLine } from './line.ts';
import { prices } from './prices.ts';
import { assumed, type Metered } from './usage.ts';

const million = 1e6;
const gigabyte = 2 ** 30;
/** Requests per batch: one receive and one delete. */
const receiveAndDelete = 2;

export function costPerMillion(config: StageConfig, metered: Metered, standby: boolean): CostLine[] {
  const events = 1 + sum(Object.values(metered.facts)); // the request itself is one
  const invocations = queueReaderNames.map((reader) => invocationsOf(reader, metered));
  const copies = standby ? 2 : 1;
  return [
    costLine('Step Functions: state transitions', happyPathStates() * million, 'transition', prices.stateTransition),
    costLine('EventBridge: events', events * million, 'event', prices.event),
    costLine('EventBridge: archived', (events * million * assumed.eventBytes) / gigabyte, 'GB', prices.archivedGb),
    ...queueLines(metered),
    costLine('Lambda: invocations', sum(invocations) * million, 'invocation', prices.invocation),
    costLine('Lambda: time', gbSeconds(config, metered) * million, 'GB-s', prices.lambdaGbSecond),
    costLine(
      'CloudWatch: logs',
      (sum(invocations) * million * assumed.logBytesPerInvocation) / gigabyte,
      'GB',
      prices.logGb,
    ),
    costLine('X-Ray: traces', assumed.tracedShare * million, 'trace', prices.traceRecorded),
    costLine('Interface endpoints: data', (assumed.endpointBytes * million) / gigabyte, 'GB', prices.endpointGb),
    costLine(
      `Database: storage, first month${standby ? ', twice' : ''}`,
      (copies * metered.databaseBytes * million) / gigabyte,
      'GB-month',
      prices.storageGbMonth,
    ),
    costLine(
      'EventBridge: archive, first month',
      (events * million * assumed.eventBytes) / gigabyte,
      'GB-month',
      prices.archiveGbMonth,
    ),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The number of states from start to `Completed`, both included, read from the definition. */
export function happyPathStates(): number {
  const figures = { DebitTimeoutSeconds: 1, CreditTimeoutSeconds: 1, RollbackTimeoutSeconds: 1 };
  const urls = { DebitQueueUrl: '', CreditQueueUrl: '', RollbackQueueUrl: '' };
  const { StartAt, States } = JSON.parse(substitute(loadDefinition(), { ...urls, ...figures })) as {
    StartAt: string;
    States: Record<string, { Next?: string }>;
  };
  let states = 0;
  for (let state: string | undefined = StartAt; state !== undefined; state = States[state]?.Next) states += 1;
  return states;
}

function invocationsOf(reader: QueueReaderName, { invocations }: Metered): number {
  return invocations[functionName(reader)] ?? 0;
}

/** Messages are sent one by one (by the bus or the workflow) and received and deleted in batches. */
function queueLines(metered: Metered): CostLine[] {
  const messages: Record<QueueReaderName, number> = {
    intake: 1,
    debit: 1,
    credit: 1,
    rollback: 0,
    projections: sum(Object.values(metered.facts)),
  };
  const requests = (fifo: boolean) =>
    sum(
      queueReaderNames
        .filter((reader) => isFifo(reader) === fifo)
        .map((reader) => messages[reader] + receiveAndDelete * invocationsOf(reader, metered)),
    ) * million;
  return [
    costLine('SQS: FIFO requests', requests(true), 'request', prices.fifoRequest),
    costLine('SQS: standard requests', requests(false), 'request', prices.standardRequest),
  ];
}

function gbSeconds(config: StageConfig, metered: Metered): number {
  const ofConsumers = sum(consumerNames.map((reader) => invocationsOf(reader, metered))) * config.consumer.memoryMiB;
  const ofProjections = invocationsOf('projections', metered) * config.projections.memoryMiB;
  return ((ofConsumers + ofProjections) / 1024) * (assumed.consumerMilliseconds / 1000);
}
