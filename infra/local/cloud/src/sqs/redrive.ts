import type { QueueAttributes } from './attributes.ts';
import { invalidValue } from './errors.ts';
import type { Queues } from './queues.ts';
import { allowsSource, parseRedriveAllowPolicy, parseRedrivePolicy } from './redrive-policy.ts';

/**
 * Checks the redrive policies among `given` for the queue `name`.
 * @returns the attributes with the policies in AWS's own form (maxReceiveCount is a number)
 * @throws InvalidParameterValue
 */
export function checkRedrive(queues: Queues, name: string, given: QueueAttributes): QueueAttributes {
  const checked: Record<string, string> = { ...given };
  const { RedrivePolicy, RedriveAllowPolicy } = given;
  if (RedrivePolicy) {
    const policy = parseRedrivePolicy(RedrivePolicy);
    checkTarget(queues, name, policy.deadLetterTargetArn, RedrivePolicy);
    checked.RedrivePolicy = JSON.stringify(policy);
  }
  if (RedriveAllowPolicy) checked.RedriveAllowPolicy = JSON.stringify(parseRedriveAllowPolicy(RedriveAllowPolicy));
  return checked;
}

function checkTarget(queues: Queues, name: string, targetArn: string, value: string): void {
  const refuse = (reason: string) => invalidValue(value, 'RedrivePolicy', reason);
  const target = queues.byArn(targetArn);
  if (!target) throw refuse('Dead letter target does not exist.');
  if (target.fifo !== name.endsWith('.fifo')) {
    throw refuse('Dead-letter queue must be same type of queue as the source.');
  }
  if (!allowsSource(target.record.attributes.RedriveAllowPolicy, name)) {
    throw refuse('The dead-letter queue does not allow this queue as a source; see its RedriveAllowPolicy.');
  }
}
