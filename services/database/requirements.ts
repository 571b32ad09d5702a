/**
 * What a server and a database must be before a ledger is trusted to them, and no session can set for itself. Each refusal is one
 * sentence that says what is wrong and what to do.
 */
import type { Client } from 'pg';
import { withSession } from './databases.ts';
import { meaning } from './session-settings.ts';

export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase';
}

/** The oldest version that PostgreSQL's makers still mend, and that the tests have seen. */
const oldestMajorVersion = 15;

/** Of the whole server. @param client on any of its databases. @throws UnusableDatabase */
export async function requireServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string; major: number; isStandby: boolean }>(
    `select current_setting('server_version') as version,
            current_setting('server_version_num')::int / 10000 as major,
            pg_is_in_recovery() as "isStandby"`,
  );
  const [server] = rows;
  if (server && server.major < oldestMajorVersion) {
    throw new UnusableDatabase(
      `${placeOf(client)} is version ${server.version}; upgrade it to ${oldestMajorVersion} or later, or name another server.`,
    );
  }
  if (server?.isStandby) {
    throw new UnusableDatabase(
      `${placeOf(client)} is a standby, which cannot be written; name the primary, or promote this one if the primary is gone.`,
    );
  }
}

/** Of the whole server: what it has acknowledged survives a power cut. @throws UnusableDatabase */
export async function requireDurable(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest(array['fsync', 'full_page_writes']) as name where current_setting(name) <> 'on'`,
  );
  const [off] = rows;
  if (!off) return;
  throw new UnusableDatabase(
    `${placeOf(client)} runs with ${off.name} off and would lose acknowledged money in a power cut; as a superuser: alter system set ${off.name} = on; select pg_reload_conf();`,
  );
}

function placeOf({ host, port }: Client): string {
  return `The PostgreSQL server at ${host}:${port}`;
}

/** Of one database. @param client as its owner. @throws UnusableDatabase */
export async function requireDatabase(client: Client): Promise<void> {
  const { rows } = await client.query<{ encoding: string; triggers: string }>(
    `select current_setting('server_encoding') as encoding, current_setting('session_replication_role') as triggers`,
  );
  const { encoding, triggers } = rows[0] ?? {};
  if (encoding !== 'UTF8') {
    throw new UnusableDatabase(
      `The database ${client.database} has the encoding ${encoding}, which cannot hold every text of a request; name one that does not exist yet and will be created, or create one with: create database … template template0 encoding 'UTF8'.`,
    );
  }
  if (triggers !== 'origin') {
    throw new UnusableDatabase(
      `The database ${client.database} has session_replication_role ${triggers}, which switches the checks of the ledger off; as a superuser: alter database "${client.database}" reset session_replication_role (or reset it where else it is set).`,
    );
  }
}

/**
 * A role's settings can be outranked by those of the role in one database; then an answer would be wrong some day. Other time-outs are
 * the administrator's choice. @param url as the role. @throws UnusableDatabase
 */
export async function requireRoleSettings(url: string): Promise<void> {
  await withSession(url, async (client) => {
    const { rows } = await client.query<{ name: string; value: string }>(readSettings, [Object.keys(meaning)]);
    const changed = rows.find(({ name, value }) => value !== meaning[name]);
    if (!changed) return;
    const { database, user } = client;
    const { name, value } = changed;
    throw new UnusableDatabase(
      `In the database ${database} the role ${user} has ${name} ${JSON.stringify(value)}, and needs ${JSON.stringify(meaning[name])}; as a superuser: alter role ${user} in database "${database}" reset ${name}.`,
    );
  });
}

const readSettings = `select name, current_setting(name) as value from unnest($1::text[]) as name`;
