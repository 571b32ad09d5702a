/**
 * The database roles on AWS. They have no password: members of `rds_iam` log in with a token that IAM signs. The migration grants them
 * their rights. (On a laptop the roles have passwords: see roles.ts.)
 */
import { withClient } from './databases.ts';
import { auditRole, migrationRole, projectionsRole, serviceRole } from './role-names.ts';
import { setForRole } from './session-settings.ts';

/**
 * Creates the missing roles, those of the services too, before the migration would: only a role's creator may change it and its
 * settings, and only the administrator may grant `rds_iam`. On a server without `rds_iam` the roles may log in, and the server decides how.
 * @param administratorUrl any database of the server, as a role that may create roles.
 */
export async function enableIamRoles(administratorUrl: string): Promise<void> {
  await withClient(administratorUrl, async (client) => {
    await client.query('begin');
    for (const [role, rights] of rightsOfRoles) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
      await client.query(`${rowCount ? 'alter' : 'create'} role ${role} login ${rights}`);
    }
    const { rowCount: onRds } = await client.query(`select from pg_roles where rolname = 'rds_iam'`);
    for (const role of [serviceRole, auditRole, projectionsRole] as const) await setForRole(client, role);
    if (onRds) await client.query(`grant rds_iam to ${rightsOfRoles.map(([role]) => role).join(', ')}`);
    await client.query('commit');
  });
}

const rightsOfRoles = [
  [migrationRole, 'createdb nocreaterole'],
  [serviceRole, 'nocreatedb nocreaterole'],
  [auditRole, 'nocreatedb nocreaterole'],
  [projectionsRole, 'nocreatedb nocreaterole'],
] as const;
