/** A ledger has its database for itself: what somebody else made there is left alone, and nothing of ours is put beside it. */
import type { Client } from 'pg';
import type { HistoryRow, Migration } from './history.ts';
import { MigrationFailed } from './migration-failed.ts';

/** Prisma refuses such a database too, with advice (P3005) that nobody can follow who did not make the tables. */
export async function requireNothingForeign(
  client: Client,
  migrations: readonly Migration[],
  history: readonly HistoryRow[],
): Promise<void> {
  if (history.length === 0) return requireEmpty(client);
  // Later ones may be of a newer version of ours, which an older one goes on serving.
  const known = new Set(migrations.map(({ name }) => name));
  if (history.some(({ name }) => known.has(name))) return;
  throw refusal(client, `migrations of another program (${listed(history.map(({ name }) => name))})`);
}

async function requireEmpty(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(foreignObjects);
  if (rows.length === 0) return;
  throw refusal(client, `what no migration of Zeroloss made (${listed(rows.map(({ name }) => name))})`);
}

function refusal({ database }: Client, holds: string): MigrationFailed {
  return new MigrationFailed(
    `The database ${database} holds ${holds}; name an empty database, or one that does not exist yet and will be created.`,
  );
}

const maxListed = 5;

function listed(names: readonly string[]): string {
  const more = names.length - maxListed;
  return names.slice(0, maxListed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** In the schemas that the migrations fill. What an extension made (PostGIS, pg_stat_statements) is no program's. */
const foreignObjects = `
  with ours as (select oid from pg_namespace where nspname in (current_schema(), 'projection')),
  object (class, id, namespace, name) as (
    select 'pg_class'::regclass, oid, relnamespace, relname from pg_class
     where relkind in ('r', 'p', 'f', 'v', 'm', 'S') and relname <> '_prisma_migrations'
    union all
    select 'pg_proc'::regclass, oid, pronamespace, proname from pg_proc
    union all
    select 'pg_type'::regclass, oid, typnamespace, typname from pg_type where typtype in ('e', 'd')
    union all
    select 'pg_namespace'::regclass, oid, oid, nspname from pg_namespace where nspname = 'projection'
  )
  select distinct name::text
    from object
   where namespace in (select oid from ours)
     and not exists (select from pg_depend where classid = class and objid = id and deptype in ('e', 'i'))
   order by 1`;
