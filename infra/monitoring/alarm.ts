/** Alarms as data: name, metric, threshold. */
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface AlarmFigures {
  /** A heading of docs/runbook.md. */
  readonly name: string;
  /** With a period of one minute. */
  readonly metric: IMetric;
  /** Alarm above this value; default 0. */
  readonly above?: number;
  /** Alarm below this value; replaces `above`. */
  readonly below?: number;
  /** How many of the last minutes must be bad; default: one of one. */
  readonly minutes?: readonly [bad: number, of: number];
  /** Whether missing data counts as bad. */
  readonly silenceIsBad?: boolean;
  /** One sentence for the person whom the alarm wakes. */
  readonly means: string;
}

/** Notifies the topic when the alarm starts and when it is over. */
export function addAlarm(scope: Construct, topic: ITopic, figures: AlarmFigures): void {
  const { name, metric, above = 0, below, minutes = [1, 1], silenceIsBad = false, means } = figures;
  const alarm = new Alarm(scope, name, {
    alarmName: name,
    alarmDescription: `${means} docs/runbook.md#${name}`,
    metric,
    threshold: below ?? above,
    comparisonOperator:
      below === undefined ? ComparisonOperator.GREATER_THAN_THRESHOLD : ComparisonOperator.LESS_THAN_THRESHOLD,
    datapointsToAlarm: minutes[0],
    evaluationPeriods: minutes[1],
    treatMissingData: silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
}
