import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { startPostgres } from '../infra/local/postgres/index.ts';
import { databaseTest as test } from '../test/support/database.ts';
import { createDatabase, withClient } from './databases.ts';
import { auditRole, enableRoles, projectionsRole, roleUrls, serviceRole } from './roles.ts';

const whoAmI = (url: string) =>
  withClient(url, async (client) => (await client.query('select current_user as name')).rows[0].name);

test('the roles log in, none of them is the owner or a superuser', async ({ database }) => {
  const [owner = ''] = database.ownerUrls;
  const { service, audit, projections } = roleUrls(owner);
  expect(await whoAmI(service)).toBe(serviceRole);
  expect(await whoAmI(audit)).toBe(auditRole);
  expect(await whoAmI(projections)).toBe(projectionsRole);
  const powers = `select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as mighty
                    from pg_roles where rolname in ('${serviceRole}', '${auditRole}', '${projectionsRole}')`;
  const { rows } = await withClient(owner, (client) => client.query(powers));
  expect(rows).toEqual([{ mighty: false }, { mighty: false }, { mighty: false }]);
});

test('passwords follow from the owner’s credentials and the role', () => {
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

test('a lost password is set again, also by several at once', async () => {
  // A server of its own: the roles' passwords are the whole server's.
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-roles-'));
  const { url, stop } = await startPostgres({ dataDir, port: 0, log: () => {} });
  onTestFinished(async () => {
    await stop();
    await rm(dataDir, { recursive: true });
  });
  await createDatabase(url);
  for (const role of [serviceRole, auditRole, projectionsRole]) {
    await withClient(url, (client) => client.query(`create role ${role} login password 'lost'`));
  }
  await Promise.all([1, 2, 3, 4].map(() => enableRoles(url)));
  expect(await whoAmI(roleUrls(url).service)).toBe(serviceRole);
  expect(await whoAmI(roleUrls(url).audit)).toBe(auditRole);
  expect(await whoAmI(roleUrls(url).projections)).toBe(projectionsRole);
});
