/** The ledger's databases on AWS, as the environment of a function names them. */
import { Signer } from '@aws-sdk/rds-signer';
import type { PoolConfig } from 'pg';
import { type Environment, requiredInteger, requiredText } from './config.ts';

export interface LedgerLocation {
  readonly host: string;
  readonly port: number;
  /** One per shard, shard 0 first. */
  readonly names: readonly string[];
  /** Logs in with a token that IAM signs; nobody has a password. */
  readonly user: string;
  readonly region: string;
}

/** @throws EnvironmentError */
export function ledgerLocation(env: Environment): LedgerLocation {
  return {
    host: requiredText(env, 'LEDGER_DATABASE_HOST'),
    port: requiredInteger(env, 'LEDGER_DATABASE_PORT', 1, 65_535),
    names: requiredText(env, 'LEDGER_DATABASE_NAMES').split(' '),
    user: requiredText(env, 'LEDGER_DATABASE_USER'),
    region: requiredText(env, 'AWS_REGION'),
  };
}

/** Takes the place of a password for 15 minutes. Signed here with the function's own credentials: no call is made for it. */
export function loginToken({ host, port, user, region }: LedgerLocation): Promise<string> {
  return new Signer({ hostname: host, port, username: user, region }).getAuthToken();
}

/**
 * One configuration per shard, with a new token for each new connection.
 * TLS is `verify-full`: RDS Proxy's certificate must lead to one of Node's own roots, which hold Amazon's, and name the host.
 */
export function ledgerDatabases(location: LedgerLocation): PoolConfig[] {
  const { host, port, user, names } = location;
  const password = () => loginToken(location);
  return names.map((database) => ({ host, port, user, password, database, ssl: { rejectUnauthorized: true } }));
}
