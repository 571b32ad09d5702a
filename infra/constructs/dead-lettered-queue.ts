import { Duration } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { deadLetterQueueName, isFifo, type QueueReaderName, queueName } from '../names.ts';

const encrypted = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

/**
 * High-throughput FIFO: 300 calls/s a group instead of a queue, and the deduplication ids of two accounts cannot meet.
 * Both attributes are needed for it; the sender gives the ids, so none is made of the content.
 */
const highThroughput = {
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
} as const;

/** A function's queue, and the queue for what it could not handle. */
export class DeadLetteredQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  /** @param visibilitySeconds how long a message that is being worked on stays hidden. */
  constructor(scope: Construct, reader: QueueReaderName, config: StageConfig, visibilitySeconds: number) {
    super(scope, reader);
    const order = isFifo(reader) ? highThroughput : {};
    this.deadLetters = new Queue(this, 'DeadLetters', {
      queueName: deadLetterQueueName(reader),
      retentionPeriod: Duration.days(config.queue.deadLetterRetentionDays),
      ...order,
      ...encrypted,
    });
    this.queue = new Queue(this, 'Queue', {
      queueName: queueName(reader),
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      retentionPeriod: Duration.days(config.queue.retentionDays),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: config.queue.maxReceiveCount },
      ...order,
      ...encrypted,
    });
  }
}

/** The standard queue for events that EventBridge could not deliver. */
export function targetDeadLetters(scope: Construct, name: string, config: StageConfig): Queue {
  return new Queue(scope, 'TargetDeadLetters', {
    queueName: name,
    retentionPeriod: Duration.days(config.queue.deadLetterRetentionDays),
    ...encrypted,
  });
}
