/** Alarms on the promise itself: every accepted transfer ends, once, and everything is delivered. */
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type StageConfig, schedulePeriodSeconds, timeoutBudgetSeconds } from '../config.ts';
import type { AlarmFigures } from './alarm.ts';
import { own, sum } from './metrics.ts';

export function transferAlarms(config: StageConfig): AlarmFigures[] {
  return [
    {
      name: 'zeroloss-transfer-open-too-long',
      metric: own('OldestOpenTransferSeconds'),
      above: timeoutBudgetSeconds(config),
      means: 'A transfer was accepted and has no outcome, for longer than any step may take.',
    },
    {
      name: 'zeroloss-transfer-needs-attention',
      // Without the acknowledged ones: an alarm that stays on says nothing when the next transfer needs a person.
      metric: own('OpenTransfersUnacknowledged'),
      means: `A transfer has no outcome after ${config.sweeper.attentionAttempt} attempts, and nobody has acknowledged it; the system goes on trying.`,
    },
    {
      name: 'zeroloss-reversal-onto-closed-account',
      metric: own('ReversalOntoClosedAccount'),
      means: 'Money went back onto an account that was closed meanwhile; its holder must be told.',
    },
    {
      name: 'zeroloss-outcome-contradicted',
      metric: sum('contradictions', [own('OutcomeContradicted'), own('OutcomeWithoutTransfer')]),
      means: 'Ledger and registry disagree on an outcome, which must never be.',
    },
    {
      name: 'zeroloss-callback-token-invalid',
      metric: own('CallbackTokenInvalid'),
      means: 'Step Functions does not know a task token of ours; no retry mends that.',
    },
    ...outboxAlarms(config),
  ];
}

function outboxAlarms(config: StageConfig): AlarmFigures[] {
  return [
    {
      name: 'zeroloss-outbox-too-old',
      metric: own('OutboxOldestSeconds'),
      // The writer's lease, two runs of the relay, and time for a first retry.
      above: config.outbox.leaseSeconds + 4 * schedulePeriodSeconds,
      minutes: [2, 3],
      means: 'Something that was decided is not delivered: an event, a start, an answer or a copy of an outcome.',
    },
    {
      name: 'zeroloss-delivery-failing',
      metric: own('DeliveryFailed'),
      minutes: [5, 5],
      means: 'Deliveries have failed in every one of the last five minutes.',
    },
    {
      name: 'zeroloss-relay-silent',
      metric: own('OutboxOldestSeconds', Stats.SAMPLE_COUNT),
      below: 1,
      minutes: [5, 5],
      silenceIsBad: true,
      means: 'The relay has not finished a run for five minutes: what a crash leaves in the outbox stays there.',
    },
    {
      name: 'zeroloss-sweeper-silent',
      metric: own('OldestOpenTransferSeconds', Stats.SAMPLE_COUNT),
      below: 1,
      minutes: [5, 5],
      silenceIsBad: true,
      means: 'The sweeper has not finished a run for five minutes: lost transfers are not found.',
    },
  ];
}
