import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { allowConsume, readerEnvironment } from '../constructs/allow-consume.ts';
import type { LedgerAccess } from '../constructs/ledger-access.ts';
import { ServiceFunction } from '../constructs/service-function.ts';

export interface ProjectionsStackProps extends StackProps {
  readonly config: StageConfig;
  readonly ledger: LedgerAccess | undefined;
  /** Encrypts the queue. */
  readonly key: IKey | undefined;
  readonly queue: Queue;
}

/** The read side: receives every fact on the bus and builds the read models. The money path never waits for it. */
export class ProjectionsStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { config, key, ledger, queue: { queueArn }, ...props }: ProjectionsStackProps,
  ) {
    super(scope, id, props);
    const { projections: figures } = config;
    const consumer = new ServiceFunction(this, {
      service: 'projections',
      config,
      figures,
      ledger,
      instances: figures.maximumConcurrency,
      environment: readerEnvironment(config),
    });
    allowConsume(consumer, queueArn, key);
    consumer.addEventSourceMapping('Queue', {
      eventSourceArn: queueArn,
      batchSize: figures.batchSize,
      maxBatchingWindow: Duration.seconds(figures.batchingWindowSeconds),
      reportBatchItemFailures: true,
      maxConcurrency: figures.maximumConcurrency,
    });
  }
}
