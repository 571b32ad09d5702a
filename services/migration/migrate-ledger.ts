/**
 * Brings the ledger on RDS up to date, from an empty instance or from any earlier version: the administrator creates the roles, then
 * the migration role creates and migrates its databases. Connects directly to the instance: a migration's locks would pin the
 * connections of RDS Proxy.
 */
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { withCredentials } from '../database/databases.ts';
import { enableIamRoles } from '../database/iam-roles.ts';
import { prepareLedger } from '../database/prepare-ledger.ts';
import { type Environment, requiredText } from '../runtime/config.ts';
import { type LedgerLocation, ledgerLocation, loginToken } from '../runtime/ledger-databases.ts';

/** @throws MigrationFailed, ShardCountError, EnvironmentError, or an error of the database or AWS. */
export async function migrateLedger(env: Environment, log: (line: string) => void): Promise<void> {
  const location = ledgerLocation(env);
  // The bundle holds the migrations and RDS's certificates beside the code: infra/constructs/migration-files.ts.
  const bundle = requiredText(env, 'LAMBDA_TASK_ROOT');
  const certificates = join(bundle, 'rds-ca.pem');
  const administrator = await readAdministrator(requiredText(env, 'ADMINISTRATOR_SECRET_ARN'));
  const maintenance = databaseUrl(location, 'postgres', certificates);
  await enableIamRoles(withCredentials(maintenance, administrator.username, administrator.password));

  const [database = '', ...others] = location.names;
  const owner = withCredentials(
    databaseUrl(location, database, certificates),
    location.user,
    await loginToken(location),
  );
  await prepareLedger(owner, { shards: 1 + others.length, migrationsDir: join(bundle, 'migrations'), log });
}

/** `verify-full`: the certificate must lead to one of RDS's roots and name the host. */
function databaseUrl({ host, port }: LedgerLocation, database: string, certificates: string): string {
  const query = new URLSearchParams({ sslmode: 'verify-full', sslrootcert: certificates });
  return `postgresql://${host}:${port}/${database}?${query}`;
}

const secretSchema = z.object({ username: z.string(), password: z.string() });

/** From the secret that RDS keeps and rotates. */
async function readAdministrator(secretArn: string): Promise<z.infer<typeof secretSchema>> {
  const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: secretArn }));
  return secretSchema.parse(JSON.parse(SecretString ?? '{}'));
}
