import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type StageConfig, schedulePeriodSeconds, sweeperFirstBoundSeconds } from '../config.ts';
import type { LedgerAccess } from '../constructs/ledger-access.ts';
import { allowOutboxDelivery, type OutboxTargets, outboxEnvironment } from '../constructs/outbox-delivery.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { functionName, type ScheduledName, scheduledNames } from '../names.ts';

export interface RelayStackProps extends StackProps, OutboxTargets {
  readonly config: StageConfig;
  readonly ledger: LedgerAccess | undefined;
  readonly targetDeadLetters: IQueue;
}

/** The scheduled functions: the relay delivers outbox rows that nobody delivered, the sweeper restarts transfers without an outcome. */
export class RelayStack extends Stack {
  constructor(scope: Construct, id: string, props: RelayStackProps) {
    super(scope, id, props);
    // Imported, so that CDK does not add to the queue's policy: it is in another stack and lists these rules already.
    const deadLetters = Queue.fromQueueArn(this, 'TargetDeadLetters', props.targetDeadLetters.queueArn);
    for (const name of scheduledNames) this.scheduled(name, deadLetters, props);
  }

  private scheduled(service: ScheduledName, deadLetterQueue: IQueue, props: RelayStackProps): void {
    const { config } = props;
    const scheduled = new ServiceFunction(this, {
      service,
      config,
      figures: config.scheduled,
      ledger: props.ledger,
      instances: 1, // a second run at once would find its rows claimed by the first
      environment: {
        ...outboxEnvironment(props, config),
        ...(service === 'sweeper' ? sweeperEnvironment(config) : {}),
      },
    });
    allowOutboxDelivery(scheduled, service, props);
    const everyMinute = Duration.seconds(schedulePeriodSeconds);
    new Rule(this, `${service}-schedule`, {
      ruleName: functionName(service),
      schedule: Schedule.rate(everyMinute),
      // A run that failed three times is dropped: the next one does its work, and the alarms watch what waits.
      // A tick that is still undelivered when the next one comes is worthless.
      targets: [new LambdaFunction(scheduled, { deadLetterQueue, maxEventAge: everyMinute, retryAttempts: 2 })],
    });
  }
}

function sweeperEnvironment(config: StageConfig): Record<string, string> {
  return {
    SWEEPER_FIRST_BOUND_SECONDS: String(sweeperFirstBoundSeconds(config)),
    SWEEPER_LIMIT: String(config.sweeper.limit),
    ATTENTION_ATTEMPT: String(config.sweeper.attentionAttempt),
  };
}
