import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type StageConfig, sweeperFirstBoundSeconds } from '../config.ts';
import { allowConsume, readerEnvironment } from '../constructs/allow-consume.ts';
import type { LedgerAccess } from '../constructs/ledger-access.ts';
import { allowOutboxDelivery, type OutboxTargets, outboxEnvironment } from '../constructs/outbox-delivery.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { type ConsumerName, consumerNames } from '../names.ts';

export interface ConsumersStackProps extends StackProps, OutboxTargets {
  readonly config: StageConfig;
  readonly ledger: LedgerAccess | undefined;
  /** Encrypts the queues. */
  readonly key: IKey | undefined;
  readonly queues: Readonly<Record<ConsumerName, Queue>>;
}

/** AWS's maximum for a FIFO queue, and for one receive call. */
const batchSize = 10;

/** Intake, debit, credit and rollback. Each reads its queue, writes to ledger and outbox, and delivers what it wrote to the outbox. */
export class ConsumersStack extends Stack {
  constructor(scope: Construct, id: string, props: ConsumersStackProps) {
    super(scope, id, props);
    for (const name of consumerNames) this.consumer(name, props);
  }

  private consumer(service: ConsumerName, props: ConsumersStackProps): void {
    const { config, key } = props;
    const { maximumConcurrency, provisionedConcurrency } = config.consumer;
    const { queueArn } = props.queues[service];
    const consumer = new ServiceFunction(this, {
      service,
      config,
      figures: config.consumer,
      ledger: props.ledger,
      instances: maximumConcurrency,
      provisioned: provisionedConcurrency,
      environment: {
        ...outboxEnvironment(props, config),
        ...readerEnvironment(config),
        // Intake stores when the sweeper should first look at a transfer.
        ...(service === 'intake' ? { SWEEPER_FIRST_BOUND_SECONDS: String(sweeperFirstBoundSeconds(config)) } : {}),
      },
    });
    allowConsume(consumer, queueArn, key);
    allowOutboxDelivery(consumer, service, props);
    consumer.live.addEventSourceMapping('Queue', {
      eventSourceArn: queueArn,
      batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: maximumConcurrency,
    });
  }
}
