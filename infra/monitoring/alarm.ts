/** What an alarm says, as data: name, what it watches, when it is too much. */
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface AlarmFigures {
  /** A heading of docs/runbook.md. */
  readonly name: string;
  /** By the minute. */
  readonly metric: IMetric;
  /** It is an alarm above this; 0 unless told. */
  readonly above?: number;
  /** It is an alarm below this. */
  readonly below?: number;
  /** So many of the last minutes must be bad; one of one unless told. */
  readonly minutes?: readonly [bad: number, of: number];
  /** Whether no data is bad news too: what should be measured is not. */
  readonly silenceIsBad?: boolean;
  /** One sentence for the message that wakes somebody. */
  readonly means: string;
}

/** Tells the topic when it goes off, and when it is over. */
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
