import type { Environment } from 'aws-cdk-lib';
import { ConfigError } from './config.ts';

const accountFormat = /^\d{12}$/;
const regionFormat = /^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/;

/**
 * The account and region of `-c account=… -c region=…`. Empty if neither is given: then the credentials decide at deployment.
 * @throws ConfigError
 */
export function deploymentTarget(account: unknown, region: unknown): Environment {
  if (account === undefined && region === undefined) return {};
  if (account === undefined || region === undefined) {
    const missing = account === undefined ? 'account' : 'region';
    throw new ConfigError(`The ${missing} is missing: give -c account=… and -c region=… together, or neither.`);
  }
  if (!accountFormat.test(String(account))) {
    throw new ConfigError(
      `Invalid account ${JSON.stringify(account)}: expected twelve digits, as in -c account=111122223333.`,
    );
  }
  if (!regionFormat.test(String(region))) {
    throw new ConfigError(`Invalid region ${JSON.stringify(region)}: expected a name such as -c region=eu-west-1.`);
  }
  return { account: String(account), region: String(region) };
}
