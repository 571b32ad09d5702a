/**
 * The database roles on a laptop. The migration creates them without login and grants them their rights; this gives them passwords
 * derived from the owner's, so that every system on the server computes the same ones and none is stored.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { DatabaseError } from 'pg';
import { withClient, withCredentials } from './databases.ts';
import { auditRole, projectionsRole, serviceRole } from './role-names.ts';
import { type roleSettings, setForRole } from './session-settings.ts';

export interface RoleUrls {
  readonly service: string;
  readonly audit: string;
  readonly projections: string;
}

/** The URLs of one database for the restricted roles. Computes only. @throws TypeError if the owner's URL has no password. */
export function roleUrls(ownerUrl: string): RoleUrls {
  return {
    service: withCredentials(ownerUrl, serviceRole, passwordOf(ownerUrl, serviceRole)),
    audit: withCredentials(ownerUrl, auditRole, passwordOf(ownerUrl, auditRole)),
    projections: withCredentials(ownerUrl, projectionsRole, passwordOf(ownerUrl, projectionsRole)),
  };
}

/** The server's roles already serve a ledger of another owner; the message is a sentence that says what to do. */
export class RolesTaken extends Error {
  override readonly name = 'RolesTaken';
}

/**
 * Roles belong to the whole server and their passwords are derived from one owner's: a second owner would lock the first one's system
 * out at its next connection. So all ledgers of a server have one owner. PostgreSQL knows the others: the roles have rights there.
 * Call this before a migration grants the roles rights in this database.
 * @throws RolesTaken
 */
export async function requireOwnRoles(ownerUrl: string): Promise<void> {
  if (await canLogIn(roleUrls(ownerUrl).service)) return;
  const { rows } = await withClient(ownerUrl, (client) =>
    client.query<{ database: string; owner: string }>(
      `select database.datname as database, pg_get_userbyid(database.datdba) as owner
         from pg_shdepend as grants
         join pg_database as database on database.oid = grants.dbid
         join pg_roles as role on role.oid = grants.refobjid
        where grants.refclassid = 'pg_authid'::regclass
          and role.rolname = $1 and role.rolcanlogin
          and database.datname <> current_database() and pg_get_userbyid(database.datdba) <> current_user
        order by 1 limit 1`,
      [serviceRole],
    ),
  );
  const [other] = rows;
  if (!other) return;
  throw new RolesTaken(
    `The roles of this PostgreSQL server (${serviceRole} and others) serve the ledger in its database ${other.database}, which ${other.owner} owns; use ${other.owner} here too, or a server of its own.`,
  );
}

/** Lets the roles log in, with their settings, unless they already can. Once per server is enough. */
export async function enableRoles(ownerUrl: string): Promise<void> {
  const urls = roleUrls(ownerUrl);
  await enable(ownerUrl, serviceRole, urls.service);
  await enable(ownerUrl, auditRole, urls.audit);
  await enable(ownerUrl, projectionsRole, urls.projections);
}

function passwordOf(ownerUrl: string, role: string): string {
  const { username, password } = new URL(ownerUrl);
  if (password === '') throw new TypeError('the owner URL has no password to derive those of the roles from');
  return createHmac('sha256', `${username}:${password}`).update(role).digest('base64url');
}

const maxAttempts = 5;

async function enable(ownerUrl: string, role: keyof typeof roleSettings, url: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const isNew = !(await canLogIn(url));
    try {
      await withClient(ownerUrl, async (client) => {
        await client.query('begin'); // whoever comes second waits for all of it, and finds nothing left to do
        if (isNew) await client.query(`alter role ${role} login password '${scramVerifier(new URL(url).password)}'`);
        await setForRole(client, role);
        await client.query('commit');
      });
      return;
    } catch (error) {
      if (attempt === maxAttempts || !isConcurrentChange(error)) throw error;
    }
  }
}

/** Another system on this server changed the role meanwhile: "tuple concurrently updated" (XX000), or its first setting (23505). */
function isConcurrentChange(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === 'XX000' || error.code === '23505');
}

async function canLogIn(url: string): Promise<boolean> {
  return withClient(url, async () => true).catch((error) => {
    // 28000: no login yet. 28P01: another password.
    if (error instanceof DatabaseError && error.code?.startsWith('28')) return false;
    throw error;
  });
}

/** What the server stores instead of a password (RFC 5803). Sent in its place, so that no server log can hold the password. */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
