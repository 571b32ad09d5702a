import { Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEventSubscription } from 'aws-cdk-lib/aws-rds';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config.ts';
import { alarmTopic } from '../constructs/alarm-topic.ts';
import { stateMachineArn } from '../constructs/arns.ts';
import { addAlarm } from '../monitoring/alarm.ts';
import { dashboardRows } from '../monitoring/dashboard.ts';
import { databaseAlarms } from '../monitoring/database-alarms.ts';
import { eventAlarms, functionAlarms, queueAlarms, workflowAlarms } from '../monitoring/message-alarms.ts';
import { transferAlarms } from '../monitoring/transfer-alarms.ts';
import { dashboardName, databaseInstanceName } from '../names.ts';

/**
 * Alarms and dashboard. It knows the other stacks only by name, so it never blocks a change to one of them. A missing one shows as
 * silence, which is an alarm too.
 */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly config: StageConfig }) {
    super(scope, id, props);
    const { config } = props;
    const topic = alarmTopic(this, config);
    const arn = stateMachineArn(this);
    const alarms = [
      ...transferAlarms(config),
      ...queueAlarms(config),
      ...eventAlarms(),
      ...workflowAlarms(arn),
      ...functionAlarms(config),
      ...(config.aws ? databaseAlarms(config.aws.database) : []),
    ];
    for (const figures of alarms) addAlarm(this, topic, figures);
    this.subscribeToDatabaseEvents(topic);
    new Dashboard(this, 'Dashboard', { dashboardName, widgets: dashboardRows(arn) });
  }

  /** RDS events that no metric shows: a failover, a repair, storage that cannot grow. */
  private subscribeToDatabaseEvents(topic: ITopic): void {
    new CfnEventSubscription(this, 'DatabaseEvents', {
      subscriptionName: 'zeroloss-database',
      snsTopicArn: topic.topicArn,
      sourceType: 'db-instance',
      sourceIds: [databaseInstanceName],
      eventCategories: ['availability', 'deletion', 'failover', 'failure', 'low storage', 'maintenance', 'recovery'],
    });
  }
}
