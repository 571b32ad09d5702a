import { Stack, type StackProps } from 'aws-cdk-lib';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { QueueReaderName } from '../names.ts';
import { routes } from '../routes.ts';

export interface RoutingStackProps extends StackProps {
  readonly bus: EventBus;
  readonly queues: Readonly<Record<QueueReaderName, Queue>>;
  readonly targetDeadLetters: Queue;
}

/** The rules that send messages from the bus to the queues. Stateless. */
export class RoutingStack extends Stack {
  constructor(scope: Construct, id: string, { bus, queues, targetDeadLetters, ...props }: RoutingStackProps) {
    super(scope, id, props);
    // Imported, so that CDK does not add to the queues' policies: they are in another stack and name these rules already.
    const deadLetterQueue = Queue.fromQueueArn(this, 'TargetDeadLetters', targetDeadLetters.queueArn);
    for (const [name, { ruleName, pattern, reader }] of Object.entries(routes)) {
      const queue = Queue.fromQueueArn(this, `${name}Queue`, queues[reader].queueArn);
      const targets = [new SqsQueue(queue, { deadLetterQueue })];
      new Rule(this, name, { ruleName, eventBus: bus, eventPattern: pattern, targets });
    }
  }
}
