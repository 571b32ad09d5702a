import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { queueName, targetDeadLetterQueueName } from '../names.ts';
import { routes } from '../routes.ts';
import { busArn, queueArn, ruleArns } from './arns.ts';
import { removalPolicy } from './removal-policy.ts';

/**
 * The key for transfers in flight: it encrypts the bus, its archives, the queues and the executions.
 *
 * The policy's first statement, CDK's own, leaves it to IAM which roles of the account may use the key; ours may only through SQS.
 * IAM does not cover services, so EventBridge's rights are here. They use names, not references: bus and queues reference the
 * key, so references back would be a circle. (CDK's own grants have that circle, or drop the source ARN to avoid it.)
 */
export class MessageKey extends Key {
  constructor(scope: Construct, config: StageConfig) {
    super(scope, 'Key', {
      alias: 'zeroloss-messages',
      description: 'Transfers under way: bus, archives, queues, executions',
      enableKeyRotation: true,
      removalPolicy: removalPolicy(config),
    });
    const stack = Stack.of(this);
    // Calls for an archive carry no source ARN. The encryption context names the bus, for the bus and for its archives.
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html
    this.allowEventBridge('StoreOnBusAndInArchives', ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*'], {
      StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': busArn(stack) },
    });
    // This call carries no context. It describes the key and decrypts nothing.
    this.allowEventBridge('ReadAboutTheKey', ['kms:DescribeKey']);
    const filledByBus = [...Object.values(routes).map(({ reader }) => queueName(reader)), targetDeadLetterQueueName];
    this.allowEventBridge('SendToQueues', ['kms:Decrypt', 'kms:GenerateDataKey'], {
      ArnEquals: {
        'aws:SourceArn': [busArn(stack), ...ruleArns(stack)],
        'kms:EncryptionContext:aws:sqs:arn': filledByBus.map((name) => queueArn(stack, name)),
      },
    });
  }

  private allowEventBridge(sid: string, actions: string[], conditions: Record<string, unknown> = {}): void {
    const principals = [new ServicePrincipal('events.amazonaws.com')];
    this.addToResourcePolicy(new PolicyStatement({ sid, principals, actions, resources: ['*'], conditions }));
  }
}
