import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { alarmTopicName } from '../names.ts';

/** Who publishes to the topic: CloudWatch its alarms, RDS the events of the instance. */
const publishers = ['cloudwatch.amazonaws.com', 'events.rds.amazonaws.com'];

/** The topic through which alarms leave the account. It has its own key: AWS's key for SNS lets no service publish. */
export function alarmTopic(scope: Construct, config: StageConfig): Topic {
  const { account } = Stack.of(scope);
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': account } };
  const principals = publishers.map((service) => new ServicePrincipal(service));
  const masterKey = new Key(scope, 'AlarmKey', {
    alias: 'zeroloss-alarms',
    description: 'Messages of the alarm topic',
    enableKeyRotation: true,
  });
  masterKey.addToResourcePolicy(
    new PolicyStatement({
      sid: 'PublishEncrypted',
      principals,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'], // in a key's policy: this key
      conditions: ofThisAccount,
    }),
  );
  const topic = new Topic(scope, 'Alarms', { topicName: alarmTopicName, masterKey, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Publish',
      principals,
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: ofThisAccount,
    }),
  );
  if (config.alarmEmail) topic.addSubscription(new EmailSubscription(config.alarmEmail));
  return topic;
}
