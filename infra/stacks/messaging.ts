import { Arn, ArnFormat, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Archive, EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { DeadLetteredQueue, targetDeadLetters } from '../constructs/dead-lettered-queue.ts';
import {
  busName,
  type ConsumerName,
  consumerNames,
  factsArchiveName,
  functionName,
  requestsArchiveName,
  requestsRuleName,
  scheduledNames,
  targetDeadLetterQueueName,
} from '../names.ts';

/** Requests come from any source; facts are ours alone. */
const requests: EventPattern = { detailType: ['TransferRequested'] };
const facts: EventPattern = { source: ['zeroloss'] };

/** The bank's bus with its archives, the queue of each consumer, and the rule from one to the other. Stateful. */
export class MessagingStack extends Stack {
  readonly bus: EventBus;
  readonly queues: Readonly<Record<ConsumerName, Queue>>;
  readonly targetDeadLetters: Queue;

  constructor(scope: Construct, id: string, props: StackProps & { config: StageConfig }) {
    super(scope, id, props);
    const { config } = props;
    this.bus = new EventBus(this, 'Bus', { eventBusName: busName });
    this.archive(requestsArchiveName, requests, config.archive.requestRetentionDays);
    this.archive(factsArchiveName, facts, config.archive.factRetentionDays);

    const queue = (consumer: ConsumerName) => new DeadLetteredQueue(this, consumer, config).queue;
    this.queues = Object.fromEntries(consumerNames.map((name) => [name, queue(name)])) as Record<ConsumerName, Queue>;
    this.targetDeadLetters = targetDeadLetters(this, targetDeadLetterQueueName, config);

    new Rule(this, 'TransferRequests', {
      ruleName: requestsRuleName,
      eventBus: this.bus,
      eventPattern: requests,
      targets: [new SqsQueue(this.queues.intake, { deadLetterQueue: this.targetDeadLetters })],
    });
    this.acceptDeadLettersOfSchedules();
  }

  private archive(archiveName: string, eventPattern: EventPattern, retentionDays: number): void {
    new Archive(this, archiveName, {
      archiveName,
      sourceEventBus: this.bus,
      eventPattern,
      retention: Duration.days(retentionDays),
    });
  }

  /** The schedules' rules lie in a later stack that uses this one; by name, not by reference, or the stacks would need each other. */
  private acceptDeadLettersOfSchedules(): void {
    const rule = (name: string) =>
      Arn.format(
        { service: 'events', resource: 'rule', resourceName: name, arnFormat: ArnFormat.SLASH_RESOURCE_NAME },
        this,
      );
    this.targetDeadLetters.addToResourcePolicy(
      new PolicyStatement({
        sid: 'DeadLettersOfSchedules',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.targetDeadLetters.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': scheduledNames.map((name) => rule(functionName(name))) } },
      }),
    );
  }
}
