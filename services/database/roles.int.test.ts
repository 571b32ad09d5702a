import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openDatabase } from '../../infra/local/database/database.ts';
import { startPostgres } from '../../infra/local/database/embedded/index.ts';
import { StartupError } from '../../infra/local/startup-error.ts';
import { databaseTest as test } from '../../test/support/database.ts';
import { createDatabase, withClient, withCredentials } from './databases.ts';
import { auditRole, projectionsRole, serviceRole } from './role-names.ts';
import { enableRoles, roleUrls } from './roles.ts';

const whoAmI = (url: string) =>
  withClient(url, async (client) => (await client.query('select current_user as name')).rows[0].name);

test('the roles can log in; none of them is the owner or a superuser', async ({ database }) => {
  const [owner = ''] = database.ownerUrls;
  const { service, audit, projections } = roleUrls(owner);
  expect(await whoAmI(service)).toBe(serviceRole);
  expect(await whoAmI(audit)).toBe(auditRole);
  expect(await whoAmI(projections)).toBe(projectionsRole);
  const powers = `select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as powerful
                    from pg_roles where rolname in ('${serviceRole}', '${auditRole}', '${projectionsRole}')`;
  const { rows } = await withClient(owner, (client) => client.query(powers));
  expect(rows).toEqual([{ powerful: false }, { powerful: false }, { powerful: false }]);
});

test('passwords are derived from the owner’s credentials and the role', () => {
  const passwords = (owner: string) => Object.values(roleUrls(owner)).map((url) => new URL(url).password);
  const here = passwords('postgresql://me:secret@127.0.0.1:1/a');
  expect(passwords('postgresql://me:secret@localhost:2/b')).toEqual(here);
  const others = [
    ...passwords('postgresql://me:other@127.0.0.1:1/a'),
    ...passwords('postgresql://you:secret@127.0.0.1:1/a'),
  ];
  expect(new Set([...here, ...others]).size).toBe(9);
  expect(() => roleUrls('postgresql://me@127.0.0.1/a')).toThrow(TypeError);
});

/** A separate server, because roles belong to the whole server. @returns the owner's URL */
async function startServer(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-roles-'));
  const { url, stop } = await startPostgres({ dataDir, port: 0, log: () => {} });
  onTestFinished(async () => {
    await stop();
    await rm(dataDir, { recursive: true });
  });
  await createDatabase(url);
  return url;
}

test('a lost password is set again, also by several processes at once', async () => {
  const url = await startServer();
  for (const role of [serviceRole, auditRole, projectionsRole]) {
    await withClient(url, (client) => client.query(`create role ${role} login password 'lost'`));
  }
  await Promise.all([1, 2, 3, 4].map(() => enableRoles(url)));
  expect(await whoAmI(roleUrls(url).service)).toBe(serviceRole);
  expect(await whoAmI(roleUrls(url).audit)).toBe(auditRole);
  expect(await whoAmI(roleUrls(url).projections)).toBe(projectionsRole);
});

test('a second owner on one server is refused and locks nobody out; the first owner may have a second ledger', async () => {
  const server = await startServer();
  const ledgerOf = (owner: string, database: string, password = owner) => {
    const url = new URL(withCredentials(server, owner, password));
    url.pathname = `/${database}`;
    return url.href;
  };
  const open = async (databaseUrl: string) =>
    (await openDatabase({ dataDir: '/nowhere', port: 0, mayLoseData: true, log: () => {}, databaseUrl })).stop();
  for (const owner of ['first', 'second']) {
    await withClient(server, (client) => client.query(`create role ${owner} login superuser password '${owner}'`));
  }
  await open(ledgerOf('first', 'bank'));
  await open(ledgerOf('first', 'other'));
  for (const again of [1, 2]) {
    await expect(open(ledgerOf('second', 'late')), `try ${again}`).rejects.toThrow(
      new StartupError(
        'The roles of this PostgreSQL server (zeroloss_service and others) serve the ledger in its database bank, which first owns; use first here too, or a server of its own.',
      ),
    );
    expect(await whoAmI(roleUrls(ledgerOf('first', 'bank')).service)).toBe(serviceRole);
  }

  // The first owner may change its own password.
  await withClient(server, (client) => client.query(`alter role first password 'changed'`));
  await open(ledgerOf('first', 'bank', 'changed'));
  expect(await whoAmI(roleUrls(ledgerOf('first', 'other', 'changed')).audit)).toBe(auditRole);
});
