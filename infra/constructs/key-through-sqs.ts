import { Stack } from 'aws-cdk-lib';
import { type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/**
 * Lets a role use the key as SQS does it on the role's behalf: a sender generates data keys and decrypts the one it may reuse, a
 * receiver decrypts. With the key in hand, not through a queue, it can decrypt nothing.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export function allowKeyThroughSqs(role: IPrincipal, key: IKey, actions: string[]): void {
  const { region } = Stack.of(key);
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions,
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } },
    }),
  );
}
