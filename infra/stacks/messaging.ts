import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Archive, type CfnArchive, type CfnEventBus, EventBus, type EventPattern } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { projectionsVisibilitySeconds, runsOnAws, type StageConfig, visibilityTimeoutSeconds } from '../config.ts';
import { busArn, routeArn, ruleArns } from '../constructs/arns.ts';
import { DeadLetteredQueue, targetDeadLetters } from '../constructs/dead-lettered-queue.ts';
import { MessageKey } from '../constructs/message-key.ts';
import { removalPolicy } from '../constructs/removal-policy.ts';
import {
  busName,
  factsArchiveName,
  type QueueReaderName,
  queueReaderNames,
  requestsArchiveName,
  targetDeadLetterQueueName,
} from '../names.ts';
import { facts, requests, routes } from '../routes.ts';

export interface MessagingStackProps extends StackProps {
  readonly config: StageConfig;
}

/**
 * What holds messages: the bank's bus with its archives, the queue of each consumer with its DLQ, and their key. Stateful.
 * What moves messages between them, the rules, is in the next stack.
 */
export class MessagingStack extends Stack {
  /** Undefined on a laptop, where there is no KMS. */
  readonly key: IKey | undefined;
  readonly bus: EventBus;
  readonly queues: Readonly<Record<QueueReaderName, Queue>>;
  readonly targetDeadLetters: Queue;

  constructor(scope: Construct, id: string, { config, ...props }: MessagingStackProps) {
    super(scope, id, { ...props, terminationProtection: config.retainData });
    this.key = runsOnAws(config) ? new MessageKey(this, config) : undefined;
    this.targetDeadLetters = targetDeadLetters(this, targetDeadLetterQueueName, config, this.key);
    this.bus = this.privateBus(config);
    this.archive(requestsArchiveName, requests, config.archive.requestRetentionDays, config);
    this.archive(factsArchiveName, facts, config.archive.factRetentionDays, config);

    this.queues = Object.fromEntries(queueReaderNames.map((name) => [name, this.queue(name, config)])) as Record<
      QueueReaderName,
      Queue
    >;
    for (const [sid, route] of Object.entries(routes)) {
      this.acceptFrom(sid, this.queues[route.reader], [routeArn(this, route)]);
    }
    // Also what the bus itself could not store or read, when its key is disabled, say. Archives have no DLQ.
    this.acceptFrom('DeadLetters', this.targetDeadLetters, [busArn(this), ...ruleArns(this)]);
  }

  private queue(reader: QueueReaderName, config: StageConfig): Queue {
    const visibilitySeconds =
      reader === 'projections' ? projectionsVisibilitySeconds(config) : visibilityTimeoutSeconds(config);
    return new DeadLetteredQueue(this, reader, { config, key: this.key, visibilitySeconds }).queue;
  }

  /** A bus that takes events of this account's principals alone, whatever policy someone may add. */
  private privateBus(config: StageConfig): EventBus {
    const bus = new EventBus(this, 'Bus', { eventBusName: busName, deadLetterQueue: this.targetDeadLetters });
    bus.applyRemovalPolicy(removalPolicy(config));
    this.encrypt(bus.node.defaultChild as CfnEventBus);
    bus.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ThisAccountAlone',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['events:PutEvents'],
        resources: [bus.eventBusArn],
        conditions: { StringNotEquals: { 'aws:PrincipalAccount': this.account } },
      }),
    );
    return bus;
  }

  private archive(archiveName: string, eventPattern: EventPattern, retentionDays: number, config: StageConfig): void {
    const archive = new Archive(this, archiveName, {
      archiveName,
      sourceEventBus: this.bus,
      eventPattern,
      retention: Duration.days(retentionDays),
    });
    archive.applyRemovalPolicy(removalPolicy(config));
    this.encrypt(archive.node.defaultChild as CfnArchive);
  }

  /** Not by CDK's `kmsKey`, which would add to the key's policy a reference to the bus. The policy has what it needs already. */
  private encrypt(resource: CfnEventBus | CfnArchive): void {
    if (this.key) resource.kmsKeyIdentifier = this.key.keyArn;
  }

  /** By the senders' names, not by reference: they lie in later stacks, which use this one. */
  private acceptFrom(sid: string, queue: Queue, sourceArns: string[]): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': sourceArns } },
      }),
    );
  }
}
