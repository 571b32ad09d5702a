/** The migration function as the deployment runs it: its bundle, in a separate process, against a server that only takes TLS. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { synthesize } from '../../infra/synthesis/assembly.ts';
import { withClient } from '../../services/database/databases.ts';
import { rootDir } from '../../services/operator/root.ts';
import { startTlsPostgres, type TlsPostgres } from '../support/tls-postgres.ts';

const run = promisify(execFile);
/** As on RDS: not a superuser, but it may create roles and grant rds_iam. */
const administrator = { username: 'zeroloss_administrator', password: 'from the secret: 100% @/?' };

let directory: string;
let postgres: TlsPostgres;
let secrets: Server;
/** The bundle as it is deployed. */
let bundle: string;
/** The same, but with the test server's authority in place of Amazon's. */
let trusting: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zeroloss-migration-'));
  [bundle, postgres, secrets] = await Promise.all([buildBundle(), startTlsPostgres(), startSecrets()]);
  trusting = join(directory, 'trusting');
  await cp(bundle, trusting, { recursive: true });
  await writeFile(join(trusting, 'rds-ca.pem'), postgres.authority.certificatePem);
  await onServer('postgres', 'create role rds_iam');
  await onServer(
    'postgres',
    `create role ${administrator.username} login createrole createdb password '${administrator.password}'`,
  );
  await onServer('postgres', `grant rds_iam to ${administrator.username} with admin option, inherit false`);
}, 240_000);

afterAll(async () => {
  secrets.close();
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
});

async function buildBundle(): Promise<string> {
  await synthesize(directory, { stage: 'dev', 'aws:cdk:bundling-stacks': ['zeroloss-database-access'] });
  for (const name of await readdir(directory)) {
    const files = name.startsWith('asset.') ? await readdir(join(directory, name)).catch(() => []) : [];
    if (files.includes('rds-ca.pem')) return join(directory, name);
  }
  throw new Error('found no asset with rds-ca.pem');
}

/** Answers like Secrets Manager. */
async function startSecrets(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ ARN: 'arn', Name: 'rds!db-1', SecretString: JSON.stringify(administrator) }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** As a superuser. */
async function onServer(database: string, sql: string): Promise<Record<string, unknown>[]> {
  const url = new URL(postgres.url);
  url.pathname = database;
  url.search = 'sslmode=no-verify';
  return withClient(url.href, async (client) => (await client.query(sql)).rows);
}

const environment = (names = 'zeroloss') => ({
  PATH: process.env.PATH,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIA0000000000000000',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SESSION_TOKEN: 'none+/=',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(secrets.address() as AddressInfo).port}`,
  ADMINISTRATOR_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1',
  LEDGER_DATABASE_HOST: 'localhost',
  LEDGER_DATABASE_PORT: String(postgres.port),
  LEDGER_DATABASE_NAMES: names,
  LEDGER_DATABASE_USER: 'zeroloss_migration',
});

/** @returns the log @throws with what the function printed if it failed */
async function migrate(code: string, env: Record<string, string | undefined> = environment()): Promise<string> {
  const script = `import { handler } from './index.mjs'; await handler({ RequestType: 'Update' }, {});`;
  const args = ['--input-type=module', '-e', script];
  return (await run(process.execPath, args, { cwd: code, env: { ...env, LAMBDA_TASK_ROOT: code } })).stdout;
}

test('an empty instance becomes a ledger; the second run finds nothing to do', async () => {
  expect(await migrate(trusting)).toContain('applied migration 20261123000000_ledger');
  const roles = await onServer(
    'postgres',
    `select rolname, rolcanlogin, rolcreatedb, rolcreaterole, rolsuper, pg_has_role(rolname, 'rds_iam', 'usage') as iam
       from pg_roles where rolname like 'zeroloss\\__%' and rolname <> '${administrator.username}' order by 1`,
  );
  const may = { rolcanlogin: true, rolcreatedb: false, rolcreaterole: false, rolsuper: false, iam: true };
  expect(roles).toEqual([
    { ...may, rolname: 'zeroloss_audit' },
    { ...may, rolname: 'zeroloss_migration', rolcreatedb: true },
    { ...may, rolname: 'zeroloss_projections' },
    { ...may, rolname: 'zeroloss_service' },
  ]);
  const settings = await onServer(
    'postgres',
    `select rolname, setconfig @> '{"DateStyle=ISO, YMD",lock_timeout=1s}' as bounded, setconfig @> '{synchronous_commit=on}' as safe
       from pg_db_role_setting join pg_roles on pg_roles.oid = setrole where setdatabase = 0 order by 1`,
  );
  expect(settings).toEqual([
    { rolname: 'zeroloss_audit', bounded: false, safe: true },
    { rolname: 'zeroloss_projections', bounded: false, safe: true },
    { rolname: 'zeroloss_service', bounded: true, safe: true },
  ]);
  const owners = await onServer('zeroloss', `select distinct tableowner from pg_tables where schemaname = 'public'`);
  expect(owners).toEqual([{ tableowner: 'zeroloss_migration' }]);
  expect(await onServer('zeroloss', 'select count(*)::int as n from bucket_home')).toEqual([{ n: 1024 }]);
  expect(await migrate(trusting)).not.toContain('applied');
});

test('a number of databases other than the ledger has is refused', async () => {
  await expect(migrate(trusting, environment('zeroloss zeroloss_1'))).rejects.toThrow(
    'This ledger has 1 database, LEDGER_SHARDS says 2',
  );
});

test('a broken migration fails the deployment and changes nothing; once repaired, it is applied', async () => {
  const broken = join(trusting, 'migrations', '29990101000000_broken');
  await mkdir(broken);
  await writeFile(join(broken, 'migration.sql'), 'create table half (a int);\nalter table missing add b int;\n');
  await expect(migrate(trusting)).rejects.toThrow('Migration 29990101000000_broken failed and changed nothing');
  expect(await onServer('zeroloss', `select to_regclass('half') as half`)).toEqual([{ half: null }]);
  await writeFile(join(broken, 'migration.sql'), 'create table half (a int);\n');
  expect(await migrate(trusting)).toContain('applied migration 29990101000000_broken');
});

test('deleting the stack leaves the ledger in place', async () => {
  const script = `import { handler } from './index.mjs'; console.log(JSON.stringify(await handler({ RequestType: 'Delete' }, {})));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: trusting });
  expect(JSON.parse(stdout)).toEqual({ PhysicalResourceId: 'zeroloss-ledger' });
});

test.each([
  [
    'a certificate that no root of RDS signed',
    () => bundle,
    'localhost',
    /self-signed certificate|local issuer|verify the first certificate/,
  ],
  ['a certificate for another host', () => trusting, '127.0.0.1', /does not match certificate|not in the cert/],
])('the migration refuses %s', async (_name, code, host, refusal) => {
  await expect(migrate(code(), { ...environment(), LEDGER_DATABASE_HOST: host })).rejects.toThrow(refusal);
});

/** Logs in like a function, in a process that trusts `roots` besides Node's own. */
async function logIn(host: string, roots: string): Promise<string> {
  const script = `
    import { ledgerDatabases, ledgerLocation } from './services/runtime/ledger-databases.ts';
    import { openPool } from './services/database/shards.ts';
    const [address] = ledgerDatabases(ledgerLocation(process.env));
    const pool = openPool(address);
    console.log((await pool.query('select current_user as name')).rows[0].name);
    await pool.end();`;
  const env = {
    ...environment(),
    LEDGER_DATABASE_HOST: host,
    LEDGER_DATABASE_USER: 'zeroloss_service',
    NODE_EXTRA_CA_CERTS: roots,
  };
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  return (await run(process.execPath, args, { cwd: rootDir, env })).stdout.trim();
}

test('a function logs in with a token, only to the host that the certificate names', async () => {
  const roots = join(trusting, 'rds-ca.pem');
  expect(await logIn('localhost', roots)).toBe('zeroloss_service');
  await expect(logIn('127.0.0.1', roots)).rejects.toThrow(/does not match certificate|not in the cert/);
  await expect(logIn('localhost', '')).rejects.toThrow(/self-signed certificate|local issuer|unable to verify/);
});
