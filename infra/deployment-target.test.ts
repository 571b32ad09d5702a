import { expect, test } from 'vitest';
import { ConfigError } from './config.ts';
import { deploymentTarget } from './deployment-target.ts';

test('accepts both or neither', () => {
  expect(deploymentTarget(undefined, undefined)).toEqual({});
  expect(deploymentTarget('000000000012', 'us-gov-west-1')).toEqual({
    account: '000000000012',
    region: 'us-gov-west-1',
  });
});

test.each([
  ['1234', 'eu-west-1', /^Invalid account "1234": expected twelve digits, /],
  ['1234567890123', 'eu-west-1', /^Invalid account "1234567890123"/],
  ['', 'eu-west-1', /^Invalid account ""/],
  ['111122223333', 'europe', /^Invalid region "europe": expected a name such as -c region=eu-west-1\.$/],
  ['111122223333', 'eu-west-1a', /^Invalid region "eu-west-1a"/],
  ['111122223333', undefined, /^The region is missing: give -c account=… and -c region=… together, or neither\.$/],
  [undefined, 'eu-west-1', /^The account is missing/],
])('account %j, region %j', (account, region, sentence) => {
  expect(() => deploymentTarget(account, region)).toThrow(ConfigError);
  expect(() => deploymentTarget(account, region)).toThrow(sentence);
});
