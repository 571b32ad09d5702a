import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { StageConfig } from '../config.ts';
import { allowKeyThroughSqs } from './key-through-sqs.ts';
import type { ServiceFunction } from './service-function.ts';

/** Adds the rights that an event source mapping needs; CDK's `grantConsumeMessages` would add two more. */
export function allowConsume(consumer: ServiceFunction, queueArn: string, key: IKey | undefined): void {
  consumer.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queueArn]);
  if (key) allowKeyThroughSqs(consumer.grantPrincipal, key, ['kms:Decrypt']);
}

/** What a function that reads a queue is told. */
export function readerEnvironment({ queue }: StageConfig): Record<string, string> {
  return { MESSAGE_MAX_FAULTS: String(queue.maxFaults) };
}
