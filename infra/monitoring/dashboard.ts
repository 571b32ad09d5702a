/** The dashboard: one screen. From the top: health, throughput, queues, database, cost. */
import {
  Color,
  GraphWidget,
  type IMetric,
  type IWidget,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import {
  functionName,
  type QueueReaderName,
  queueName,
  queueReaderNames,
  requestsRuleName,
  targetDeadLetterQueueName,
} from '../names.ts';
import {
  max,
  ofDatabase,
  ofFunction,
  ofProxy,
  ofQueue,
  ofRule,
  ofStateMachine,
  ofStateTransitions,
  overFunctions,
  own,
  sum,
} from './metrics.ts';

const screenWidth = 24;
const rowHeight = 5; // four rows of graphs under the figures

/** @param stateMachineArn of the parent workflow */
export function dashboardRows(stateMachineArn: string): IWidget[][] {
  return [
    [header()],
    [health()],
    row(incoming(), inFlight(), outcomes(), outbox()),
    row(queueAges(), deadLetters(), executions(stateMachineArn), functions()),
    row(...database()),
    row(...costDrivers()),
  ];
}

function header(): IWidget {
  const markdown = `# Zeroloss: every accepted transfer ends, once. Alarms: [runbook](docs/runbook.md)`;
  return new TextWidget({ markdown, width: screenWidth, height: 1 });
}

function health(): IWidget {
  return new SingleValueWidget({
    width: screenWidth,
    height: 3,
    metrics: [
      own('TransfersOpen').with({ label: 'open transfers' }),
      own('OldestOpenTransferSeconds').with({ label: 'age of the oldest, s' }),
      own('OpenTransfersNeedingAttention').with({ label: 'need attention' }),
      own('OpenTransfersUnacknowledged').with({ label: 'not acknowledged' }),
      own('OutboxOldestSeconds').with({ label: 'outbox age, s' }),
      max(
        'queue age, s',
        queueReaderNames.map((name) => ofQueue(queueName(name))('ApproximateAgeOfOldestMessage', Stats.MAXIMUM)),
      ),
      own('DeadLetters').with({ label: 'dead letters' }),
    ],
  });
}

/** Widgets side by side over the whole width. */
function row(...graphs: readonly Graph[]): IWidget[] {
  return graphs.map(
    ({ title, left, right = [] }) =>
      new GraphWidget({
        title,
        left: [...left],
        right: [...right],
        leftYAxis: { min: 0 },
        rightYAxis: { min: 0 },
        width: screenWidth / graphs.length,
        height: rowHeight,
      }),
  );
}

interface Graph {
  readonly title: string;
  readonly left: readonly IMetric[];
  readonly right?: readonly IMetric[];
}

function incoming(): Graph {
  return {
    title: 'In, per minute',
    left: [
      ofRule(requestsRuleName)('Invocations', Stats.SUM, 'requests on the bus'),
      own('TransferAccepted').with({ label: 'accepted', color: Color.GREEN }),
      own('TransferRequestRefused').with({ label: 'refused', color: Color.ORANGE }),
    ],
  };
}

function inFlight(): Graph {
  return {
    title: 'In flight | age of the oldest, s',
    left: [own('TransfersOpen').with({ label: 'open' }), own('AttemptStarted').with({ label: 'further attempts' })],
    right: [own('OldestOpenTransferSeconds').with({ label: 'oldest, s' })],
  };
}

function outcomes(): Graph {
  return {
    title: 'Outcomes, per minute',
    left: [
      own('TransferCompleted').with({ label: 'completed', color: Color.GREEN }),
      own('TransferRejected').with({ label: 'rejected', color: Color.ORANGE }),
      own('TransferRolledBack').with({ label: 'rolled back', color: Color.RED }),
    ],
  };
}

function outbox(): Graph {
  return {
    title: 'Outbox, rows | age of the oldest, s',
    left: [
      own('OutboxUndelivered').with({ label: 'undelivered' }),
      own('OutboxRelayed').with({ label: 'left to the relay' }),
      own('DeliveryFailed').with({ label: 'failed' }),
      own('CallbackMoot').with({ label: 'moot answers' }),
    ],
    right: [own('OutboxOldestSeconds').with({ label: 'oldest, s' })],
  };
}

function queueAges(): Graph {
  const of = (name: QueueReaderName) => ofQueue(queueName(name));
  return {
    title: 'Queues: age of the oldest message, s | waiting',
    left: queueReaderNames.map((name) => of(name)('ApproximateAgeOfOldestMessage', Stats.MAXIMUM, name)),
    right: queueReaderNames.map((name) =>
      of(name)('ApproximateNumberOfMessagesVisible', Stats.MAXIMUM, `${name}, waiting`),
    ),
  };
}

function deadLetters(): Graph {
  return {
    title: 'Dead letters | age of the oldest, s',
    left: [
      own('DeadLetters').with({ label: 'in the ledger' }),
      own('MessageParked').with({ label: 'parked, per minute' }),
      ofQueue(targetDeadLetterQueueName)('ApproximateNumberOfMessagesVisible', Stats.MAXIMUM, 'of EventBridge'),
    ],
    right: [own('DeadLetterAgeSeconds').with({ label: 'oldest, s' })],
  };
}

function executions(stateMachineArn: string): Graph {
  const of = ofStateMachine(stateMachineArn);
  return {
    title: 'Executions, per minute | p99, ms',
    left: ['Started', 'Succeeded', 'Failed', 'TimedOut', 'Aborted'].map((end) =>
      of(`Executions${end}`, Stats.SUM, end.toLowerCase()),
    ),
    right: [of('ExecutionTime', Stats.percentile(99), 'p99, ms')],
  };
}

function functions(): Graph {
  return {
    title: 'Functions: errors, throttles | p99, ms',
    left: [overFunctions('Errors'), overFunctions('Throttles'), own('MessageFailed')],
    right: queueReaderNames.map((name) => ofFunction(name)('Duration', Stats.percentile(99), functionName(name))),
  };
}

function database(): Graph[] {
  return [
    { title: 'Database: CPU, %', left: [ofDatabase('CPUUtilization', Stats.AVERAGE, 'CPU, %')] },
    {
      title: 'Database: connections of the proxy | borrowing one, µs',
      left: [ofProxy('DatabaseConnections'), ofProxy('MaxDatabaseConnectionsAllowed')],
      right: [ofProxy('DatabaseConnectionsBorrowLatency', Stats.AVERAGE)],
    },
    {
      title: 'Database: write and read latency, s',
      left: [ofDatabase('WriteLatency', Stats.AVERAGE), ofDatabase('ReadLatency', Stats.AVERAGE)],
    },
    {
      title: 'Database: free storage | free memory, bytes',
      left: [ofDatabase('FreeStorageSpace', Stats.MINIMUM)],
      right: [ofDatabase('FreeableMemory', Stats.MINIMUM)],
    },
  ];
}

/** What the bill depends on. docs/cost.md has the prices. */
function costDrivers(): Graph[] {
  return [
    {
      title: 'Cost: state transitions of the account, per minute',
      left: [ofStateTransitions('ConsumedCapacity', Stats.SUM, 'state transitions')],
    },
    {
      title: 'Cost: invocations | billed ms',
      left: [overFunctions('Invocations')],
      right: [overFunctions('Duration')],
    },
    {
      title: 'Cost: messages through the queues',
      left: [
        sum(
          'sent',
          queueReaderNames.map((name) => ofQueue(queueName(name))('NumberOfMessagesSent')),
        ),
        sum(
          'empty receives',
          queueReaderNames.map((name) => ofQueue(queueName(name))('NumberOfEmptyReceives')),
        ),
      ],
    },
  ];
}
