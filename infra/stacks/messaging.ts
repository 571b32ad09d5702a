import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Archive, type CfnArchive, type CfnEventBus, EventBus, type EventPattern } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { projectionsVisibilitySeconds, runsOnAws, type StageConfig, visibilityTimeoutSeconds } from '../config.ts';
import { busArn, routeArn, ruleArns } from '../constructs/arns.ts';
import { MessageKey } from '../constructs/message-key.ts';
import { readerQueue, targetDeadLetters } from '../constructs/queues.ts';
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
 * Everything that holds messages: the bank's bus and its archives, each consumer's queue, and their key. Stateful.
 * The rules that move messages between them are in the routing stack.
 */
export class MessagingStack extends Stack {
  /** Undefined on a laptop, which has no KMS. */
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
    // The bus itself sends what it could not store or read, e.g. if its key is disabled. Archives have no DLQ.
    this.acceptFrom('DeadLetters', this.targetDeadLetters, [busArn(this), ...ruleArns(this)]);
  }

  private queue(reader: QueueReaderName, config: StageConfig): Queue {
    const visibilitySeconds =
      reader === 'projections' ? projectionsVisibilitySeconds(config) : visibilityTimeoutSeconds(config);
    return readerQueue(this, reader, { config, key: this.key, visibilitySeconds });
  }

  /** A bus that accepts events only from this account's principals, even if someone adds another policy. */
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

  /** Not with CDK's `kmsKey`, which would add a reference to the bus to the key's policy: a circle. The policy has what it needs. */
  private encrypt(resource: CfnEventBus | CfnArchive): void {
    if (this.key) resource.kmsKeyIdentifier = this.key.keyArn;
  }

  /** By the senders' names, not by reference: they are in later stacks, which use this one. */
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
