/** The database refuses by itself, whoever asks: wrong rows by its constraints, changes of the books by its triggers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bucketOf, ShardLayoutError, Shards } from '../../services/database/shards.ts';
import { debit } from '../../services/debit/debit.ts';
import { commandFor, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';
import { refusalOf } from '../support/refusal.ts';

let ledger: TestLedger;
const order = orderFor('constraints');
const id = order.transferId;
const otherId = '00000000-0000-4000-8000-000000000001';

beforeAll(async () => {
  ledger = await openLedger(1);
  await ledger.openAccounts([{ id: 'alice', balance: 1000n, overdraftLimit: 500n }, { id: 'bob' }]);
  await ledger.accept([order]);
  await debit(ledger.runtime, [commandFor(order, 'debit')]);
});
afterAll(() => ledger.drop());

/** As the owner, a superuser: what he is refused is refused to everybody. */
const refused = (sql: string) => refusalOf(ledger.database.ownerUrls[0] ?? '', sql);

const record = (columns: Record<string, string> = {}) => {
  const row = {
    transfer_id: `'${otherId}'`,
    step: `'debit'`,
    verdict: `'applied'`,
    reason: 'null',
    from_account: `'alice'`,
    to_account: `'bob'`,
    amount: '1',
    currency: `'EUR'`,
    recorded_at: 'now()',
    ...columns,
  };
  return `insert into step_record (${Object.keys(row)}) values (${Object.values(row)})`;
};
const zeros = `decode(repeat('00', 32), 'hex')`;
/** [line, account, amount, currency] of one transaction. */
const entries = (...lines: [line: number, account: string, amount: number, currency?: string][]) =>
  `insert into entry (transfer_id, step, line, account_id, amount, currency, posted_at, entry_number, balance_after, chain_hash) values ${lines
    .map(([line, account, amount, currency = 'EUR']) => {
      const chained = line === 1 ? `9, 0, ${zeros}` : 'null, null, null';
      return `('${otherId}', 'credit', ${line}, '${account}', ${amount}, '${currency}', now(), ${chained})`;
    })
    .join(', ')}`;
const transfer = (columns: Record<string, string> = {}) => {
  const row = {
    id: `'${otherId}'`,
    requester: `'r'`,
    idempotency_key: `'k'`,
    payload_hash: zeros,
    from_account: `'alice'`,
    to_account: `'bob'`,
    amount: '1',
    currency: `'EUR'`,
    accepted_at: 'now()',
    next_attempt_at: 'now()',
    ...columns,
  };
  return `insert into transfer (${Object.keys(row)}) values (${Object.values(row)})`;
};
const outbox = (columns: string, values: string) =>
  `insert into outbox (id, kind, payload, created_at, next_attempt_at${columns}) values ('${otherId}', 'event', '{}', now(), now()${values})`;

describe('sound rows are accepted', () => {
  test.each([
    record(),
    record({ step: `'reversal'`, reason: `'TimedOut'` }),
    record({ verdict: `'refused'`, reason: `'AccountFrozen'` }),
    record({ verdict: `'cancelled'` }),
    entries([1, 'alice', 5], [2, 'in-transit:EUR', -5]),
    transfer(),
    transfer({ outcome: `'Rejected'`, outcome_reason: `'TimedOut'`, outcome_at: 'now()' }),
    outbox(', delivered_at, moot', ', now(), true'),
    `update account set balance = -500 where id = 'alice'`,
    `update account set status = 'closed' where id = 'alice'`,
    `update transfer set outcome = 'Completed', outcome_at = now() where id = '${id}'`,
  ])('%s', async (sql) => {
    expect(await refused(sql)).toBeUndefined();
  });
});

describe('wrong rows are refused by name', () => {
  test.each<[what: string, constraint: string, sql: string]>([
    ['an overdrawn account', 'account_balance_within_limit', `update account set balance = -501 where id = 'alice'`],
    [
      'a negative overdraft',
      'account_overdraft_not_negative',
      `update account set overdraft_limit = -1 where id = 'alice'`,
    ],
    [
      'an account named like a system account',
      'account_id_format',
      `insert into account (id, currency) values ('in-transit:EUR', 'EUR')`,
    ],
    ['a name of 65 letters', 'account_id_format', `insert into account (id, currency) values (repeat('a', 65), 'EUR')`],
    [
      'a currency in lower case',
      'account_currency_format',
      `insert into account (id, currency) values ('carol', 'eur')`,
    ],
    ['an account twice', 'account_pkey', `insert into account (id, currency) values ('alice', 'EUR')`],
    ['a short chain hash', 'account_chain_hash_length', `update account set chain_hash = '\\x00' where id = 'bob'`],
    ['a second record of a step', 'step_record_pkey', record({ transfer_id: `'${id}'`, verdict: `'cancelled'` })],
    ['a record of zero', 'step_amount_positive', record({ amount: '0' })],
    ['a negative record', 'step_amount_positive', record({ amount: '-1' })],
    ['a refusal without a reason', 'step_reason_where_due', record({ verdict: `'refused'` })],
    ['a reason of an applied debit', 'step_reason_where_due', record({ reason: `'TimedOut'` })],
    ['a reversal without a reason', 'step_reason_where_due', record({ step: `'reversal'` })],
    [
      'a reversal that is refused',
      'step_reversal_is_applied',
      record({ step: `'reversal'`, verdict: `'refused'`, reason: `'AccountClosed'` }),
    ],
    ['a single entry', 'entry_transaction_sums_to_zero', entries([1, 'alice', 5])],
    [
      'entries that do not sum to zero',
      'entry_transaction_sums_to_zero',
      entries([1, 'alice', 5], [2, 'in-transit:EUR', -4]),
    ],
    [
      'entries of two currencies',
      'entry_transaction_sums_to_zero',
      entries([1, 'alice', 5], [2, 'in-transit:USD', -5, 'USD']),
    ],
    ['a third line', 'entry_line_known', entries([1, 'alice', 5], [2, 'in-transit:EUR', -4], [3, 'bob', -1])],
    ['an entry of zero', 'entry_amount_not_zero', entries([1, 'alice', 0], [2, 'in-transit:EUR', 0])],
    ['a customer on the system line', 'entry_customer_line_is_chained', entries([1, 'alice', 5], [2, 'bob', -5])],
    [
      'a system account on the customer line',
      'entry_customer_line_is_chained',
      entries([1, 'in-transit:EUR', 5], [2, 'in-transit:EUR', -5]),
    ],
    [
      'a place in the chain twice',
      'entry_account_number_key',
      entries([1, 'alice', 5], [2, 'in-transit:EUR', -5]).replace('9, 0', '1, 0'),
    ],
    ['a transfer twice', 'transfer_pkey', transfer({ id: `'${id}'` })],
    ['a transfer of zero', 'transfer_amount_positive', transfer({ amount: '0' })],
    ['a transfer to itself', 'transfer_accounts_differ', transfer({ to_account: `'alice'` })],
    ['an outcome without its time', 'transfer_outcome_whole', transfer({ outcome: `'Completed'` })],
    [
      'a rejection without a reason',
      'transfer_outcome_whole',
      transfer({ outcome: `'Rejected'`, outcome_at: 'now()' }),
    ],
    [
      'a completion with a reason',
      'transfer_outcome_whole',
      transfer({ outcome: `'Completed'`, outcome_reason: `'TimedOut'`, outcome_at: 'now()' }),
    ],
    ['a short payload hash', 'transfer_payload_hash_length', transfer({ payload_hash: `'\\x00'` })],
    ['a moot row that is not delivered', 'outbox_moot_is_delivered', outbox(', moot', ', true')],
  ])('%s: %s', async (_, constraint, sql) => {
    expect(await refused(sql)).toMatchObject({ constraint });
  });
});

describe('the books are append-only, even for their owner', () => {
  test.each(['step_record', 'entry'])('%s', async (table) => {
    for (const sql of [
      `update ${table} set currency = 'USD'`,
      `update ${table} set amount = amount where false`,
      `delete from ${table}`,
      `delete from ${table} where false`,
      `truncate ${table}`,
    ])
      expect(await refused(sql), sql).toEqual({ code: '23001', constraint: `${table}_append_only` });
  });
});

test.each([
  `outcome = 'RolledBack', outcome_reason = 'TimedOut'`,
  `outcome = null, outcome_reason = null, outcome_at = null`,
  `outcome_reason = 'AccountFrozen'`,
  `outcome_at = outcome_at + interval '1 day'`,
])('an outcome is final: %s', async (change) => {
  const sql = `update transfer set outcome = 'Rejected', outcome_reason = 'TimedOut', outcome_at = now() where id = '${id}';
               update transfer set ${change} where id = '${id}'`;
  expect(await refused(sql)).toEqual({ code: '23514', constraint: 'transfer_outcome_is_final' });
});

describe('on two shards', () => {
  let two: TestLedger;
  beforeAll(async () => {
    two = await openLedger(2);
  });
  afterAll(() => two.drop());
  /** Ids whose bucket lives in shard 0 and in shard 1: the layout is bucket modulo shards. */
  const accountIn = [0, 1].map(
    (shard) => ['a', 'b', 'c', 'd', 'e', 'f'].find((name) => bucketOf(name) % 2 === shard) ?? '',
  );
  const uuids = Array.from({ length: 9 }, (_, index) => `00000000-0000-4000-8000-00000000000${index}`);
  const transferIn = [0, 1].map((shard) => uuids.find((uuid) => bucketOf(uuid) % 2 === shard) ?? '');

  const rows: [table: string, sql: (shard: number) => string][] = [
    ['account', (shard) => `insert into account (id, currency) values ('${accountIn[shard]}', 'EUR')`],
    [
      'step_record: a debit lies with its source',
      (shard) => record({ from_account: `'${accountIn[shard]}'`, to_account: `'${accountIn[1 - shard]}'` }),
    ],
    [
      'step_record: a credit lies with its destination',
      (shard) =>
        record({ step: `'credit'`, from_account: `'${accountIn[1 - shard]}'`, to_account: `'${accountIn[shard]}'` }),
    ],
    [
      'step_record: a reversal lies with its source',
      (shard) =>
        record({
          step: `'reversal'`,
          reason: `'TimedOut'`,
          from_account: `'${accountIn[shard]}'`,
          to_account: `'${accountIn[1 - shard]}'`,
        }),
    ],
    ['transfer', (shard) => transfer({ id: `'${transferIn[shard]}'` })],
    [
      'refused_request: with the transfer that its key names',
      (shard) =>
        `insert into refused_request (request_id, transfer_id, payload_hash, reasons, detail, refused_at) values ('${transferIn[1 - shard]}', '${transferIn[shard]}', ${zeros}, '[]', '{}', now())`,
    ],
    [
      'refused_request: by itself',
      (shard) =>
        `insert into refused_request (request_id, payload_hash, reasons, detail, refused_at) values ('${transferIn[shard]}', ${zeros}, '[]', '{}', now())`,
    ],
  ];
  test.each(rows)('a write to the wrong database is refused: %s', async (_, sql) => {
    for (const [shard, url] of two.database.ownerUrls.entries()) {
      expect(await refusalOf(url, sql(shard))).toBeUndefined();
      expect(await refusalOf(url, sql(1 - shard))).toEqual({ code: '23514', constraint: 'bucket_lives_here' });
    }
  });

  test('the database computes the buckets that the services compute', async () => {
    const ids = ['alice', 'bob', 'A.b_c-9', id, ...uuids];
    const rows = await ledger.rows<{ id: string; bucket: number }>(
      'select id, bucket_of(id) as bucket from unnest($1::text[]) id',
      [ids],
    );
    expect(rows).toEqual(ids.map((each) => ({ id: each, bucket: bucketOf(each) })));
  });

  test.each<[what: string, urls: (urls: readonly string[]) => string[]]>([
    ['one database too few', ([first = '']) => [first]],
    ['in another order', (urls) => urls.toReversed()],
    ['one database twice', ([first = '']) => [first, first]],
    ['a database of another ledger', ([first = '']) => [first, ledger.database.serviceUrls[0] ?? '']],
  ])('%s: the services do not start', async (_, urls) => {
    await expect(Shards.open(urls(two.database.serviceUrls))).rejects.toThrow(ShardLayoutError);
  });
});
