/**
 * RedrivePolicy and RedriveAllowPolicy.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
import { invalidValue } from './errors.ts';
import { parseQueueArn } from './names.ts';

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns?: readonly string[];
}

function parseMap(value: string, parameter: string, name: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // refused below
  }
  throw invalidValue(value, parameter, `${name} is not a valid JSON map.`);
}

/** @throws InvalidParameterValue */
export function parseRedrivePolicy(value: string): RedrivePolicy {
  const refuse = (reason: string) => invalidValue(value, 'RedrivePolicy', reason);
  const { deadLetterTargetArn, maxReceiveCount, ...rest } = parseMap(value, 'RedrivePolicy', 'Redrive policy');
  for (const [name, given] of Object.entries({ maxReceiveCount, deadLetterTargetArn })) {
    if (given === undefined) throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
  }
  const [unknown] = Object.keys(rest);
  if (unknown) throw refuse(`Redrive policy contains unknown attribute: ${unknown}.`);
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw refuse(
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  if (typeof deadLetterTargetArn !== 'string' || !parseQueueArn(deadLetterTargetArn)) {
    throw refuse('Invalid value for deadLetterTargetArn.');
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

/** @throws InvalidParameterValue */
export function parseRedriveAllowPolicy(value: string): RedriveAllowPolicy {
  const refuse = (reason: string) => invalidValue(value, 'RedriveAllowPolicy', reason);
  const { redrivePermission, sourceQueueArns } = parseMap(value, 'RedriveAllowPolicy', 'Redrive allow policy');
  if (redrivePermission === undefined) {
    throw refuse('Redrive allow policy does not contain mandatory attribute: redrivePermission.');
  }
  if (redrivePermission === 'allowAll' || redrivePermission === 'denyAll') {
    if (sourceQueueArns !== undefined) {
      throw refuse('You can specify sourceQueueArns only when the redrivePermission parameter is set to byQueue.');
    }
    return { redrivePermission };
  }
  if (redrivePermission !== 'byQueue') throw refuse(`Invalid value for redrivePermission: ${redrivePermission}.`);
  const arns: unknown[] = Array.isArray(sourceQueueArns) ? sourceQueueArns : [];
  if (arns.length < 1 || arns.length > 10) throw refuse('You can specify 1 to 10 source queue ARNs.');
  const valid = arns.filter((arn): arn is string => typeof arn === 'string' && parseQueueArn(arn) !== undefined);
  if (valid.length < arns.length) throw refuse('Invalid value for sourceQueueArns.');
  return { redrivePermission, sourceQueueArns: valid };
}

/** Whether a queue with this RedriveAllowPolicy may be the dead-letter queue of the source. Regions are ignored. */
export function allowsSource(policy: string | undefined, sourceName: string): boolean {
  if (policy === undefined) return true;
  const { redrivePermission, sourceQueueArns = [] } = parseRedriveAllowPolicy(policy);
  if (redrivePermission !== 'byQueue') return redrivePermission === 'allowAll';
  return sourceQueueArns.some((arn) => parseQueueArn(arn)?.name === sourceName);
}
