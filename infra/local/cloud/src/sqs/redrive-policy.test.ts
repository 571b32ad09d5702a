import { expect, test } from 'vitest';
import { allowsSource, parseRedriveAllowPolicy, parseRedrivePolicy } from './redrive-policy.ts';

const arn = 'arn:aws:sqs:us-east-1:000000000000:dlq';

test.each([3, '3'])('maxReceiveCount %o is a number afterwards', (maxReceiveCount) => {
  const policy = JSON.stringify({ maxReceiveCount, deadLetterTargetArn: arn });
  expect(parseRedrivePolicy(policy)).toEqual({ deadLetterTargetArn: arn, maxReceiveCount: 3 });
});

test.each([
  ['not json', 'Redrive policy is not a valid JSON map.'],
  ['[]', 'Redrive policy is not a valid JSON map.'],
  ['{}', 'Redrive policy does not contain mandatory attribute: maxReceiveCount.'],
  ['{"maxReceiveCount":1}', 'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.'],
  [
    JSON.stringify({ maxReceiveCount: 1001, deadLetterTargetArn: arn }),
    'Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.',
  ],
])('%s is refused', (value, reason) => {
  const message = `Value ${value} for parameter RedrivePolicy is invalid. Reason: ${reason}`;
  expect(() => parseRedrivePolicy(value)).toThrow(message);
});

test.each([
  [undefined, true],
  ['{"redrivePermission":"allowAll"}', true],
  ['{"redrivePermission":"denyAll"}', false],
  ['{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:eu-west-1:000000000000:source"]}', true],
  ['{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:other"]}', false],
])('a RedriveAllowPolicy of %s allows the source: %s', (policy, allowed) => {
  expect(allowsSource(policy, 'source')).toBe(allowed);
});

test.each([
  '{}',
  '{"redrivePermission":"some"}',
  '{"redrivePermission":"byQueue"}',
  '{"redrivePermission":"denyAll","sourceQueueArns":[]}',
])('the RedriveAllowPolicy %s is refused', (value) => {
  expect(() => parseRedriveAllowPolicy(value)).toThrow('for parameter RedriveAllowPolicy is invalid. Reason: ');
});
