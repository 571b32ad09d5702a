/** Alarms on the path of messages: bus, queues, workflow, functions. */
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type StageConfig, visibilityTimeoutSeconds } from '../config.ts';
import {
  functionName,
  projectionsRuleName,
  type QueueReaderName,
  queueName,
  queueReaderNames,
  requestsRuleName,
  scheduledNames,
  targetDeadLetterQueueName,
} from '../names.ts';
import type { AlarmFigures } from './alarm.ts';
import {
  max,
  ofFunction,
  ofPutEvents,
  ofQueue,
  ofRule,
  ofSchedule,
  ofStateMachine,
  overFunctions,
  own,
  sum,
} from './metrics.ts';

export function queueAlarms(config: StageConfig): AlarmFigures[] {
  return [
    ...queueReaderNames.map((reader) => tooOld(reader, config)),
    {
      name: 'zeroloss-dead-letters',
      metric: own('DeadLetters'),
      means: 'Consumers have parked messages that they cannot finish in the ledger; they wait for a person.',
    },
    {
      name: 'zeroloss-dead-letters-of-targets',
      metric: ofQueue(targetDeadLetterQueueName)('ApproximateNumberOfMessagesVisible', Stats.MAXIMUM),
      means: 'EventBridge could not deliver to a target: a request that nobody has judged, or a tick of a schedule.',
    },
    {
      name: 'zeroloss-message-failing',
      metric: own('MessageFailed'),
      minutes: [5, 5],
      means: 'Consumers have failed messages in every one of the last five minutes; each comes again.',
    },
  ];
}

function tooOld(reader: QueueReaderName, config: StageConfig): AlarmFigures {
  return {
    name: `zeroloss-queue-too-old-${reader}`,
    metric: ofQueue(queueName(reader))('ApproximateAgeOfOldestMessage', Stats.MAXIMUM),
    // A longer wait eats into the time-out of the workflow state that waits for the step.
    above: Math.max(config.workflow.budget.queueWaitSeconds, 2 * visibilityTimeoutSeconds(config)),
    minutes: [2, 3],
    means: `The function ${reader} does not keep up, or does not run.`,
  };
}

export function eventAlarms(): AlarmFigures[] {
  const ofRules = [
    ofRule(requestsRuleName),
    ofRule(projectionsRuleName),
    ...scheduledNames.map((name) => ofSchedule(functionName(name))),
  ];
  const failed = ['FailedInvocations', 'InvocationsFailedToBeSentToDlq'];
  return [
    {
      name: 'zeroloss-rule-failing',
      metric: sum(
        'failed invocations',
        ofRules.flatMap((of) => failed.map((name) => of(name))),
      ),
      means: 'A rule could not call its target; what did not reach the dead-letter queue either is lost to the bus.',
    },
    {
      name: 'zeroloss-put-events-failing',
      metric: ofPutEvents('PutEventsFailedEntriesCount'),
      minutes: [5, 5],
      means:
        'Entries of PutEvents have been refused in every one of the last five minutes, ours or an upstream system’s.',
    },
  ];
}

export function workflowAlarms(stateMachineArn: string): AlarmFigures[] {
  const of = ofStateMachine(stateMachineArn);
  return [
    {
      name: 'zeroloss-execution-failed',
      metric: sum('not ended', [of('ExecutionsFailed'), of('ExecutionsTimedOut'), of('ExecutionsAborted')]),
      means: 'An execution ended without an outcome; the sweeper starts another attempt.',
    },
    {
      name: 'zeroloss-execution-throttled',
      metric: of('ExecutionThrottled'),
      minutes: [3, 5],
      means: 'Step Functions delays state transitions: the account’s quota is reached.',
    },
  ];
}

export function functionAlarms(config: StageConfig): AlarmFigures[] {
  return [
    {
      name: 'zeroloss-function-errors',
      metric: overFunctions('Errors'),
      minutes: [3, 5],
      means: 'Functions fail: they time out, crash, or cannot reach the database.',
    },
    {
      name: 'zeroloss-function-throttles',
      metric: overFunctions('Throttles'),
      minutes: [3, 5],
      means: 'Lambda refuses invocations: the account’s or the function’s concurrency is used up.',
    },
    {
      name: 'zeroloss-function-slow',
      metric: max(
        'p99 of the slowest consumer',
        queueReaderNames.map((reader) => ofFunction(reader)('Duration', Stats.percentile(99))),
      ),
      above: 800 * config.consumer.timeoutSeconds,
      minutes: [5, 5],
      means: 'A consumer takes more than four fifths of its time-out: soon it fails, and every batch is done again.',
    },
  ];
}
