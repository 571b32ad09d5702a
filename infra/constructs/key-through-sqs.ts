import { Stack } from 'aws-cdk-lib';
import { type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/**
 * Lets a role use the key, but only through SQS: a sender generates data keys and decrypts the one it reuses, a receiver decrypts.
 * Called directly, the key decrypts nothing for that role.
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
