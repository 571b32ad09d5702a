/** The proof: a sound ledger passes, on several shards, also while money moves; and each check can fail. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { withClient } from '../../services/database/databases.ts';
import { roleUrls } from '../../services/database/roles.ts';
import { Shards } from '../../services/database/shards.ts';
import { changeStatus } from '../../services/ledger/accounts.ts';
import { type Proof, proof } from '../../services/proof/proof.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { SampleLedger } from '../support/sample-ledger.ts';

/** Plays every way through the step protocol, and leaves some transfers open. */
async function fill(ledger: SampleLedger): Promise<void> {
  await ledger.account('alice', 100_000n);
  await ledger.account('bob', 0n);
  await ledger.account('erin', 0n, 5_000n);
  await ledger.account('frank', 10_000n);
  await ledger.account('dollars', 10_000n, 0n, 'USD');
  await ledger.transfer('completed', 'alice', 'bob', '10.00', 'debit', 'credit');
  await ledger.transfer('completed-late', 'alice', 'bob', '11.00', 'debit', 'credit', 'rollback');
  await ledger.transfer('duplicated', 'alice', 'bob', '12.00', 'debit', 'debit', 'credit', 'credit');
  await ledger.transfer('overdrawn', 'erin', 'alice', '20.00', 'debit', 'credit');
  await ledger.transfer('insufficient', 'bob', 'alice', '1000.00', 'debit');
  await ledger.transfer('unknown', 'alice', 'nobody', '1.00', 'debit', 'credit', 'rollback');
  await ledger.transfer('currency', 'alice', 'dollars', '1.00', 'debit', 'credit', 'rollback');
  await ledger.transfer('timed-out', 'alice', 'bob', '2.00', 'debit', 'rollback', 'credit');
  await ledger.transfer('never-debited', 'alice', 'bob', '3.00', 'rollback', 'debit', 'credit');
  await ledger.transfer('closed', 'frank', 'nobody', '100.00', 'debit');
  await changeStatus(ledger.shards, 'frank', 'close');
  await ledger.take(await ledger.request('closed', 'frank', 'nobody', '100.00'), 'credit', 'rollback');
  await ledger.transfer('half-way', 'alice', 'bob', '4.00', 'debit');
  await ledger.transfer('half-rolled-back', 'alice', 'nobody', '5.00', 'debit', 'credit');
  await ledger.request('accepted', 'alice', 'bob', '6.00');
  await ledger.request('accepted', 'alice', 'bob', '7.00');
  await ledger.request('refused', 'alice', 'alice', '-1.001');
  const swept = await ledger.request('swept', 'alice', 'bob', '8.00');
  const overdue = `update transfer set next_attempt_at = now() - interval '1 second' where id = $1`;
  await ledger.shards.of(swept).pool.query(overdue, [swept]);
  expect(await ledger.sweep()).toBe(1);
}

async function prove(urls: readonly string[], boundSeconds = 300): Promise<Proof> {
  const shards = await Shards.open(urls, { connections: 4 });
  try {
    return await proof(shards, { now: new Date(), boundSeconds });
  } finally {
    await shards.close();
  }
}

const failing = ({ checks }: Proof) => checks.filter(({ ok }) => !ok).map(({ name }) => name);

describe.each([1, 2, 5])('%i shards', (count) => {
  let database: TestDatabase;
  let ledger: SampleLedger;
  beforeAll(async () => {
    database = await createTestDatabase(count);
    ledger = await SampleLedger.open(database.serviceUrls);
    await fill(ledger);
  });
  afterAll(async () => {
    await ledger.close();
    await database.drop();
  });

  test('a ledger that the services wrote is sound, read as the auditor', async () => {
    const result = await prove(database.auditUrls);
    expect(
      result.checks.flatMap(({ name, violations }) => violations.map((violation) => ({ name, violation }))),
    ).toEqual([]);
    expect(result.ok).toBe(true);
    expect(result.checks.filter(({ checked }) => checked === 0)).toEqual([]);
  });

  test('with a bound below zero, only transfers without an outcome are lost', async () => {
    const result = await prove(database.auditUrls, -1);
    expect(failing(result)).toEqual(['one-outcome-per-transfer']);
    expect(result.checks.find(({ ok }) => !ok)).toMatchObject({ violationCount: 4 });
  });

  test('no false alarm while money moves', async () => {
    let moving = true;
    let moved = 0;
    const move = async (lane: number) => {
      for (let number = 0; moving; number += 1) {
        const key = `moving-${lane}-${number}`;
        const [from, to] = number % 2 === 0 ? ['alice', 'bob'] : ['bob', 'alice'];
        const last = number % 5 === 0 ? 'rollback' : 'credit';
        await ledger.transfer(key, from ?? '', to ?? '', '0.01', 'debit', last, 'credit');
        moved += 1;
      }
    };
    const lanes = [move(1), move(2), move(3)];
    try {
      for (let round = 0; round < 12; round += 1) expect(failing(await prove(database.auditUrls))).toEqual([]);
    } finally {
      moving = false;
      await Promise.all(lanes);
    }
    expect(moved).toBeGreaterThan(20);
    expect(failing(await prove(database.auditUrls))).toEqual([]);
  });
});

describe('a violation that a superuser plants is found', () => {
  let original: TestDatabase;
  let originalName = '';
  beforeAll(async () => {
    original = await createTestDatabase();
    originalName = new URL(original.ownerUrls[0] ?? '').pathname.slice(1);
    const ledger = await SampleLedger.open(original.serviceUrls);
    await fill(ledger);
    await ledger.close();
  });
  afterAll(() => original.drop());

  /** SQL for the id of the transfer that was requested under this key. */
  const idOf = (key: string) => `(select id from transfer where idempotency_key = '${key}')`;
  const eventOf = (key: string, name: string) => `transfer_id = ${idOf(key)} and payload ->> 'detailType' = '${name}'`;
  const effectOf = (key: string, kind: string) => `transfer_id = ${idOf(key)} and kind = '${kind}'`;
  const replaced = (from: string, to: string) => `payload = replace(payload::text, '${from}', '${to}')::json`;
  /** Two lines that balance, at the end of an account's chain. */
  const postingOf = (key: string, step: string, account: string, amount: number) => `
    insert into entry
    select ${idOf(key)}, '${step}', line, case line when 1 then id else 'in-transit:EUR' end,
           case line when 1 then ${amount} else -${amount} end, 'EUR', now(),
           case line when 1 then entry_count + 1 end, case line when 1 then balance + ${amount} end,
           case line when 1 then chain_hash end
      from account, (values (1), (2)) as lines (line) where id = '${account}';
    update account set balance = balance + ${amount}, entry_count = entry_count + 1 where id = '${account}'`;
  const recordOf = (key: string, step: string, verdict: string, reason: string) => `
    insert into step_record (transfer_id, step, verdict, reason, from_account, to_account, amount, currency, recorded_at)
    select id, '${step}', '${verdict}', ${reason}, from_account, to_account, amount, currency, now()
      from transfer where idempotency_key = '${key}'`;

  test.each<[what: string, sql: string, checks: string[]]>([
    // Entries
    [
      'a system line of another amount',
      `update entry set amount = amount + 1 where line = 2 and step = 'credit' and transfer_id = ${idOf('completed')}`,
      ['entries-sum-to-zero', 'transactions-are-whole', 'hash-chains-intact', 'in-transit-matches-open-transfers'],
    ],
    [
      'a system line that is missing',
      `delete from entry where line = 2 and step = 'opening' and amount = -100000`,
      ['entries-sum-to-zero', 'transactions-are-whole', 'hash-chains-intact'],
    ],
    [
      'both lines of another amount',
      `update entry set amount = amount * 2 where step = 'credit' and transfer_id = ${idOf('completed')}`,
      ['balances-match-entries', 'hash-chains-intact', 'steps-match-entries', 'in-transit-matches-open-transfers'],
    ],
    [
      'an amount, its balance and all later balances',
      `update entry set amount = amount - 1, balance_after = balance_after - 1 where step = 'opening' and account_id = 'bob';
       update entry set amount = 1001 where step = 'credit' and line = 1 and transfer_id = ${idOf('completed')};
       update entry set amount = -1001 where step = 'credit' and line = 2 and transfer_id = ${idOf('completed')};
       update entry set balance_after = balance_after + 1 where account_id = 'bob';
       update account set balance = balance + 1 where id = 'bob'`,
      ['hash-chains-intact', 'steps-match-entries', 'in-transit-matches-open-transfers'],
    ],
    [
      'a system line on the wrong system account',
      `update entry set account_id = 'issuance:EUR' where line = 2 and step = 'debit' and transfer_id = ${idOf('completed')}`,
      ['transactions-are-whole', 'hash-chains-intact', 'in-transit-matches-open-transfers'],
    ],
    [
      'a time that was changed',
      `update entry set posted_at = posted_at - interval '1 day' where step = 'debit' and transfer_id = ${idOf('completed')}`,
      ['hash-chains-intact', 'steps-match-entries'],
    ],
    [
      'an entry in another currency than its account',
      `update account set currency = 'USD' where id = 'bob'`,
      ['balances-match-entries'],
    ],
    [
      'an entry removed from the middle',
      `delete from entry where step = 'credit' and transfer_id = ${idOf('completed')}`,
      [
        'balances-match-entries',
        'entry-numbers-unbroken',
        'hash-chains-intact',
        'steps-match-entries',
        'in-transit-matches-open-transfers',
      ],
    ],
    [
      'the last entries cut off, and the head set back',
      `delete from entry where step = 'debit' and transfer_id = ${idOf('half-rolled-back')};
       update account set balance = last.balance_after, entry_count = last.entry_number, chain_hash = last.chain_hash
         from entry last
        where last.account_id = 'alice' and account.id = 'alice'
          and last.entry_number = (select max(entry_number) from entry where account_id = 'alice')`,
      ['steps-match-entries', 'in-transit-matches-open-transfers'],
    ],
    [
      'money from nowhere: an opening in the middle of an account',
      `update entry set step = 'opening', account_id = replace(account_id, 'in-transit', 'issuance')
        where step = 'credit' and transfer_id = ${idOf('completed')}`,
      ['hash-chains-intact', 'steps-match-entries', 'in-transit-matches-open-transfers'],
    ],
    // Accounts
    ['a balance', `update account set balance = balance + 1 where id = 'alice'`, ['balances-match-entries']],
    [
      'an account with money and no entries',
      `insert into account (id, currency, balance) values ('ghost', 'EUR', 5)`,
      ['balances-match-entries'],
    ],
    [
      'entries without their account',
      `delete from account where id = 'bob'`,
      ['balances-match-entries', 'entry-numbers-unbroken'],
    ],
    [
      'a balance below its limit',
      `alter table account drop constraint account_balance_within_limit;
       update account set overdraft_limit = 0 where id = 'erin'`,
      ['balances-within-limits'],
    ],
    [
      'an entry count',
      `update account set entry_count = entry_count + 1 where id = 'alice'`,
      ['entry-numbers-unbroken', 'hash-chains-intact'],
    ],
    ['a chain head', `update account set chain_hash = sha256('') where id = 'alice'`, ['hash-chains-intact']],
    // Records
    [
      'an applied record without entries',
      recordOf('accepted', 'debit', 'applied', 'null'),
      ['steps-match-entries', 'facts-have-events', 'steps-have-answers', 'in-transit-matches-open-transfers'],
    ],
    [
      'entries without a record',
      postingOf('half-way', 'credit', 'bob', 400),
      ['hash-chains-intact', 'steps-match-entries', 'in-transit-matches-open-transfers'],
    ],
    [
      'a missing debit record',
      `delete from step_record where step = 'debit' and transfer_id = ${idOf('completed')}`,
      ['steps-match-entries', 'facts-have-events', 'one-outcome-per-transfer'],
    ],
    [
      'a record of another amount',
      `update step_record set amount = amount + 1 where step = 'credit' and transfer_id = ${idOf('completed')}`,
      ['steps-match-entries', 'facts-have-events', 'records-were-requested'],
    ],
    [
      'a reversal beside a credit',
      recordOf('completed', 'reversal', 'applied', `'TimedOut'`),
      [
        'steps-match-entries',
        'facts-have-events',
        'outcomes-have-copies',
        'steps-have-answers',
        'one-outcome-per-transfer',
      ],
    ],
    [
      'a missing tombstone: its credit could still be applied',
      `delete from step_record where step = 'credit' and transfer_id = ${idOf('timed-out')}`,
      ['one-outcome-per-transfer'],
    ],
    [
      'another reason of a refusal',
      `update step_record set reason = 'AccountFrozen' where step = 'debit' and transfer_id = ${idOf('insufficient')}`,
      ['facts-have-events', 'outcomes-have-copies', 'steps-have-answers', 'outcomes-agree'],
    ],
    // The registry
    [
      'a transfer that waits too long',
      `update transfer set accepted_at = accepted_at - interval '1 hour' where id = ${idOf('half-way')}`,
      ['facts-have-events', 'one-outcome-per-transfer'],
    ],
    [
      'another outcome in the registry',
      `update transfer set outcome = 'RolledBack', outcome_reason = 'TimedOut' where id = ${idOf('completed')}`,
      ['outcomes-agree'],
    ],
    [
      'another reason in the registry',
      `update transfer set outcome_reason = 'TimedOut' where id = ${idOf('insufficient')}`,
      ['outcomes-agree'],
    ],
    [
      'an outcome that no record decides',
      `update transfer set outcome = 'Completed', outcome_at = now() where id = ${idOf('half-way')}`,
      ['outcomes-agree'],
    ],
    [
      'a delivered outcome that is missing',
      `update transfer set outcome = null, outcome_reason = null, outcome_at = null where id = ${idOf('insufficient')}`,
      ['outcomes-agree'],
    ],
    [
      'records of a transfer that nobody requested',
      `create temp table gone as select * from transfer where idempotency_key = 'completed';
       delete from transfer where id in (select id from gone)`,
      ['facts-have-events', 'attempts-have-starts', 'records-were-requested'],
    ],
    [
      'another amount in the registry',
      `update transfer set amount = amount + 1 where id = ${idOf('half-way')}`,
      ['facts-have-events', 'records-were-requested'],
    ],
    [
      'a missing refused request',
      `delete from refused_request where reasons @> '[{"rule":"SameAccount"}]'`,
      ['facts-have-events'],
    ],
    [
      'a call for attention that was taken back',
      `update transfer set needs_attention = false where id = ${idOf('swept')}`,
      ['facts-have-events'],
    ],
    // The outbox
    [
      'a fact without its event',
      `delete from outbox where ${eventOf('half-way', 'AccountDebited')}`,
      ['facts-have-events'],
    ],
    [
      'an outcome without its event',
      `delete from outbox where ${eventOf('timed-out', 'TransferRolledBack')}`,
      ['facts-have-events'],
    ],
    [
      'an acceptance without its event',
      `delete from outbox where ${eventOf('accepted', 'TransferAccepted')}`,
      ['facts-have-events'],
    ],
    [
      'a refusal without its event',
      `delete from outbox where payload ->> 'detailType' = 'TransferRequestRefused'`,
      ['facts-have-events'],
    ],
    [
      'a call for attention without its event',
      `delete from outbox where ${eventOf('swept', 'TransferNeedsAttention')}`,
      ['facts-have-events'],
    ],
    [
      'an event of another amount',
      `update outbox set ${replaced('"amount":"10.00"', '"amount":"10.01"')} where ${eventOf('completed', 'TransferCompleted')}`,
      ['facts-have-events'],
    ],
    [
      'an event of another reason',
      `update outbox set ${replaced('InsufficientFunds', 'AccountFrozen')} where ${eventOf('insufficient', 'TransferRejected')}`,
      ['facts-have-events'],
    ],
    [
      'an event of another outcome',
      `update outbox set ${replaced('TransferRolledBack', 'TransferCompleted')} where ${eventOf('timed-out', 'TransferRolledBack')}`,
      ['facts-have-events'],
    ],
    [
      'a second event of one fact',
      `insert into outbox select gen_random_uuid(), kind, transfer_id, payload, created_at, next_attempt_at, attempts, last_error, delivered_at
         from outbox where ${eventOf('completed', 'TransferCompleted')}`,
      ['facts-have-events'],
    ],
    [
      'a malformed event',
      `update outbox set payload = '{"detailType":"TransferCompleted","detail":7}' where ${eventOf('completed', 'TransferCompleted')}`,
      ['facts-have-events'],
    ],
    [
      'an outcome that is not on its way to the registry',
      `delete from outbox where ${effectOf('timed-out', 'outcome')}`,
      ['outcomes-have-copies'],
    ],
    [
      'another outcome on its way to the registry',
      `update outbox set ${replaced('"Completed","reason":null', '"Rejected","reason":"TimedOut"')} where ${effectOf('completed', 'outcome')}`,
      ['outcomes-have-copies'],
    ],
    [
      'an attempt without its start',
      `delete from outbox where ${effectOf('accepted', 'start')}`,
      ['attempts-have-starts'],
    ],
    [
      'a step without its answer',
      `delete from outbox where ${effectOf('half-way', 'callback')}`,
      ['steps-have-answers'],
    ],
    [
      'an effect that waits too long',
      `update outbox set delivered_at = null, created_at = created_at - interval '1 hour' where ${effectOf('completed', 'callback')}`,
      ['outbox-delivered'],
    ],
  ])('%s', async (_, sql, checks) => {
    const clone = await cloneOf(originalName);
    try {
      await withClient(clone.owner, (client) => client.query(`set session_replication_role = replica; ${sql}`));
      const result = await prove([clone.audit]);
      expect(failing(result)).toEqual(checks);
      expect(result.ok).toBe(false);
    } finally {
      await clone.drop();
    }
  });
});

test('rows outside the database of their bucket are found', async () => {
  const database = await createTestDatabase(2);
  try {
    const shards = await Shards.open(database.serviceUrls);
    const elsewhere = database.ownerUrls[1 - shards.of('alice').number] ?? '';
    await shards.close();
    await withClient(elsewhere, (client) =>
      client.query(
        `set session_replication_role = replica; insert into account (id, currency) values ('alice', 'EUR')`,
      ),
    );
    expect(failing(await prove(database.auditUrls))).toEqual(['rows-in-their-shard']);
  } finally {
    await database.drop();
  }
});

/** Clones a database. Nobody may be connected to the original. */
async function cloneOf(original: string) {
  const name = `proof_${randomBytes(6).toString('hex')}`;
  const owner = new URL(inject('templateUrl'));
  owner.pathname = `/${name}`;
  const maintenance = new URL(owner);
  maintenance.pathname = '/postgres';
  const maintain = (sql: string) => withClient(maintenance.href, (client) => client.query(sql));
  await maintain(`create database ${name} template ${original} strategy file_copy`);
  return {
    owner: owner.href,
    audit: roleUrls(owner.href).audit,
    drop: () => maintain(`drop database ${name} with (force)`),
  };
}
