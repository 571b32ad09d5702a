/** The ledger's databases on AWS, as a function's environment names them. */
import { Signer } from '@aws-sdk/rds-signer';
import type { PoolConfig } from 'pg';
import { type Environment, requiredInteger, requiredText } from './config.ts';

export interface LedgerLocation {
  readonly host: string;
  readonly port: number;
  /** One per shard, shard 0 first. */
  readonly names: readonly string[];
  /** Logs in with a token signed by IAM; there is no password. */
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

/** Serves as a password for 15 minutes. Signed here with the function's credentials, without a call. */
export function loginToken({ host, port, user, region }: LedgerLocation): Promise<string> {
  return new Signer({ hostname: host, port, username: user, region }).getAuthToken();
}

/**
 * One configuration per shard, with a new token for each new connection.
 * TLS is `verify-full`: RDS Proxy's certificate must name the host and lead to one of Node's roots, which include Amazon's.
 */
export function ledgerDatabases(location: LedgerLocation): PoolConfig[] {
  const { host, port, user, names } = location;
  const password = () => loginToken(location);
  return names.map((database) => ({ host, port, user, password, database, ssl: { rejectUnauthorized: true } }));
}
