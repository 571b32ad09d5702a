import { Arn, ArnFormat, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Archive, EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { projectionsVisibilitySeconds, type StageConfig, visibilityTimeoutSeconds } from '../config.ts';
import { DeadLetteredQueue, targetDeadLetters } from '../constructs/dead-lettered-queue.ts';
import {
  busName,
  factsArchiveName,
  functionName,
  projectionsRuleName,
  type QueueReaderName,
  queueReaderNames,
  requestsArchiveName,
  requestsRuleName,
  scheduledNames,
  targetDeadLetterQueueName,
} from '../names.ts';

/** Requests come from any source; facts are ours alone. */
const requests: EventPattern = { detailType: ['TransferRequested'] };
const facts: EventPattern = { source: ['zeroloss'] };

/** The bank's bus with its archives, the queue of each consumer, and the rules from one to the other. Stateful. */
export class MessagingStack extends Stack {
  readonly bus: EventBus;
  readonly queues: Readonly<Record<QueueReaderName, Queue>>;
  readonly targetDeadLetters: Queue;

  constructor(scope: Construct, id: string, props: StackProps & { config: StageConfig }) {
    super(scope, id, props);
    const { config } = props;
    this.bus = new EventBus(this, 'Bus', { eventBusName: busName });
    this.archive(requestsArchiveName, requests, config.archive.requestRetentionDays);
    this.archive(factsArchiveName, facts, config.archive.factRetentionDays);

    const visibility = (reader: QueueReaderName) =>
      reader === 'projections' ? projectionsVisibilitySeconds(config) : visibilityTimeoutSeconds(config);
    const queue = (reader: QueueReaderName) => new DeadLetteredQueue(this, reader, config, visibility(reader)).queue;
    this.queues = Object.fromEntries(queueReaderNames.map((name) => [name, queue(name)])) as Record<
      QueueReaderName,
      Queue
    >;
    this.targetDeadLetters = targetDeadLetters(this, targetDeadLetterQueueName, config);

    this.rule('TransferRequests', requestsRuleName, requests, this.queues.intake);
    this.rule('Projections', projectionsRuleName, facts, this.queues.projections);
    this.acceptDeadLettersOfSchedules();
  }

  private rule(id: string, ruleName: string, eventPattern: EventPattern, queue: Queue): void {
    const targets = [new SqsQueue(queue, { deadLetterQueue: this.targetDeadLetters })];
    new Rule(this, id, { ruleName, eventBus: this.bus, eventPattern, targets });
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
