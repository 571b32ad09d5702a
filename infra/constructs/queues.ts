import { Duration, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueRetentionDays, type StageConfig } from '../config.ts';
import { isFifo, type QueueReaderName, queueName } from '../names.ts';
import { removalPolicy } from './removal-policy.ts';

/**
 * High-throughput FIFO: 300 calls/s per group instead of per queue, and the deduplication ids of two accounts cannot collide.
 * It needs both attributes. The sender sets the ids, so deduplication is not based on content.
 */
const highThroughput = {
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
} as const;

/** @param key undefined on a laptop, which has no KMS. */
function commonQueueProps(config: StageConfig, key: IKey | undefined): QueueProps {
  return {
    enforceSSL: true,
    removalPolicy: removalPolicy(config),
    ...(key
      ? // A sender reuses a data key for five minutes: 12 KMS calls an hour instead of one per message.
        { encryption: QueueEncryption.KMS, encryptionMasterKey: key, dataKeyReuse: Duration.minutes(5) }
      : { encryption: QueueEncryption.SQS_MANAGED }),
  };
}

export interface ReaderQueueProps {
  readonly config: StageConfig;
  readonly key: IKey | undefined;
  /** How long a received message stays hidden. */
  readonly visibilitySeconds: number;
}

/** A function's queue. It keeps a message until the function has done it, or has written it to the ledger as a dead letter. */
export function readerQueue(
  scope: Construct,
  reader: QueueReaderName,
  { config, key, visibilitySeconds }: ReaderQueueProps,
): Queue {
  const queue = new Queue(new Construct(scope, reader), 'Queue', {
    queueName: queueName(reader),
    visibilityTimeout: Duration.seconds(visibilitySeconds),
    retentionPeriod: Duration.days(queueRetentionDays),
    ...commonQueueProps(config, key),
    ...(isFifo(reader) ? highThroughput : {}),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason:
      'A redrive policy counts the receives of an outage against the message. The function parks what it cannot finish in the ledger: docs/adr/0012.',
  });
  return queue;
}

/** The standard queue for events that EventBridge could not deliver or store. */
export function targetDeadLetters(scope: Construct, name: string, config: StageConfig, key: IKey | undefined): Queue {
  const queue = new Queue(scope, 'TargetDeadLetters', {
    queueName: name,
    retentionPeriod: Duration.days(queueRetentionDays),
    ...commonQueueProps(config, key),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue itself, of EventBridge targets; the rule cannot see that.',
  });
  return queue;
}
