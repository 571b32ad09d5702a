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

/** What runs by the clock: the relay sweeps outbox rows that no one delivered, the sweeper transfers that got no outcome. */
export class RelayStack extends Stack {
  constructor(scope: Construct, id: string, props: RelayStackProps) {
    super(scope, id, props);
    // Imported: CDK must not add to the queue's policy, which lies in another stack and lists these rules already.
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
      instances: 1, // a second run at once finds the rows of the first one claimed
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
      // A run that fails three times is not kept either: the next one does its work, and the alarm is on what waits.
      // A tick that could not be delivered until the next one is worth nothing any more.
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
