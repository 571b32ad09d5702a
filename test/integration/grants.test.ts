/** What the restricted roles may not do. Grants stop them even from what triggers forbid only to prevent accidents. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '../../services/database/databases.ts';
import { debit } from '../../services/debit/debit.ts';
import { commandFor, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';
import { refusalOf } from '../support/refusal.ts';

const tables = [
  'ledger_shard',
  'bucket_home',
  'account',
  'step_record',
  'entry',
  'transfer',
  'refused_request',
  'attention_acknowledgement',
  'outbox',
  'dead_letter',
];
const readModels = ['projection.fact', 'projection.transfer_status', 'projection.account_activity'];
const insufficientPrivilege = '42501';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openLedger(1);
  await ledger.openAccounts([{ id: 'alice', balance: 1000n }, { id: 'bob' }]);
  const order = orderFor('grants');
  await ledger.accept([order]);
  await debit(ledger.runtime, [commandFor(order, 'debit')]);
});
afterAll(() => ledger.drop());

const asService = (sql: string) => refusalOf(ledger.database.serviceUrls[0] ?? '', sql);
const asAuditor = (sql: string) => refusalOf(ledger.database.auditUrls[0] ?? '', sql);
const asProjections = (sql: string) => refusalOf(ledger.database.projectionsUrls[0] ?? '', sql);
const denied = { code: insufficientPrivilege };

describe('the services', () => {
  test('are neither the owner nor a superuser', async () => {
    const who = await withClient(ledger.database.serviceUrls[0] ?? '', async (client) => {
      const { rows } = await client.query(
        'select current_user as name, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user',
      );
      return rows[0];
    });
    expect(who).toEqual({
      name: 'zeroloss_service',
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolbypassrls: false,
    });
  });

  test.each(tables)('neither delete nor truncate: %s', async (table) => {
    expect(await asService(`delete from ${table}`)).toMatchObject(denied);
    expect(await asService(`truncate ${table}`)).toMatchObject(denied);
  });

  test.each(['ledger_shard', 'bucket_home', 'step_record', 'entry', 'refused_request', 'attention_acknowledgement'])(
    'change nothing in %s',
    async (table) => {
      const columns = await ledger.rows<{ name: string }>(
        `select column_name as name from information_schema.columns where table_name = $1 and is_generated = 'NEVER'`,
        [table],
      );
      for (const { name } of columns)
        expect(await asService(`update ${table} set ${name} = ${name}`), name).toMatchObject(denied);
    },
  );

  test.each<[table: string, columns: string[]]>([
    ['account', ['id', 'currency', 'overdraft_limit', 'owner', 'opened_at']],
    [
      'transfer',
      [
        'id',
        'requester',
        'idempotency_key',
        'payload_hash',
        'from_account',
        'to_account',
        'amount',
        'currency',
        'accepted_at',
      ],
    ],
    ['outbox', ['id', 'kind', 'transfer_id', 'payload', 'created_at']],
    [
      'dead_letter',
      ['id', 'queue', 'message_id', 'message_group', 'body', 'attributes', 'kind', 'reasons', 'parked_at'],
    ],
    ['message_fault', ['id', 'queue', 'message_id', 'first_at']],
  ])('change nothing in %s but its state', async (table, columns) => {
    for (const column of columns)
      expect(await asService(`update ${table} set ${column} = ${column}`), column).toMatchObject(denied);
  });

  test.each([
    'drop table entry',
    'alter table entry disable trigger entry_append_only',
    'create table public.mine (id int)',
    'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
    'set role zeroloss_audit',
    "set session_replication_role = 'replica'",
    `insert into bucket_home values (0, 1) on conflict (bucket) do update set shard = 1`,
  ])('cannot get around it: %s', async (sql) => {
    expect(await asService(sql)).toMatchObject(denied);
  });
});

describe('the projections', () => {
  test.each(tables.slice(2, -1))('neither read nor write %s', async (table) => {
    for (const sql of [`select 1 from ${table}`, `delete from ${table}`, `insert into ${table} default values`]) {
      expect(await asProjections(sql), sql).toMatchObject(denied);
    }
  });

  test('write dead letters, and neither read nor change any', async () => {
    for (const sql of [
      'select body from dead_letter',
      'update dead_letter set ended_at = ended_at',
      'delete from dead_letter',
    ])
      expect(await asProjections(sql), sql).toMatchObject(denied);
    expect(await asProjections('truncate message_fault')).toMatchObject(denied);
  });

  test.each(readModels)('are the only ones to write %s', async (table) => {
    expect(await asProjections(`truncate ${table}`)).toBeUndefined();
    expect(await asProjections(`delete from ${table}`)).toMatchObject(denied);
    expect(await asService(`select 1 from ${table}`)).toMatchObject(denied);
    expect(await asService(`insert into ${table} default values`)).toMatchObject(denied);
  });

  test('change neither a fact nor the parties of a transfer', async () => {
    for (const change of [
      'fact set name = name',
      'account_activity set amount = amount',
      'transfer_status set amount = amount',
    ])
      expect(await asProjections(`update projection.${change}`), change).toMatchObject(denied);
  });
});

describe('the auditor', () => {
  test.each([...tables, ...readModels, 'replay_tally', 'message_fault'])(
    'reads %s and writes nothing to it',
    async (table) => {
      expect(await asAuditor(`select * from ${table}`)).toBeUndefined();
      expect(await asAuditor(`delete from ${table}`)).toMatchObject(denied);
      expect(await asAuditor(`insert into ${table} default values`)).toMatchObject(denied);
    },
  );
  test('locks nothing', async () => {
    expect(await asAuditor('select * from account for no key update')).toMatchObject(denied);
  });
});
