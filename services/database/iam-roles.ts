/**
 * The roles that programs connect as on AWS, where none has a password: members of `rds_iam` log in with a token that IAM
 * signs. The migration grants them what they need. (A laptop's roles have passwords: see roles.ts.)
 */
import { withClient } from './databases.ts';
import { auditRole, migrationRole, projectionsRole, serviceRole } from './role-names.ts';

/**
 * Makes the roles unless they are there. The administrator makes those of the services too, before the migration would: whoever
 * makes a role is the one who may change it, and only the administrator may grant `rds_iam`.
 * Where that role does not exist (PostgreSQL elsewhere), they can log in and how is the server's business.
 * @param administratorUrl any database of the server, as a role that may make roles.
 */
export async function enableIamRoles(administratorUrl: string): Promise<void> {
  await withClient(administratorUrl, async (client) => {
    await client.query('begin');
    for (const [role, rights] of rightsOfRoles) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
      await client.query(`${rowCount ? 'alter' : 'create'} role ${role} login ${rights}`);
    }
    const { rowCount: onRds } = await client.query(`select from pg_roles where rolname = 'rds_iam'`);
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
