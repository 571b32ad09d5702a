/** The command line against a ledger on two shards: every command, what it prints, how it ends. */
import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { transferIdOf } from '../../events/index.ts';
import { withClient } from '../../services/database/databases.ts';
import { writeRuntimeFile } from '../../services/operator/runtime-file.ts';
import { askCommand, type Given, runCommand } from '../support/command-line.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { openBus, type SampleBus } from '../support/sample-bus.ts';
import { SampleLedger } from '../support/sample-ledger.ts';

let database: TestDatabase;
let ledger: SampleLedger;
let bus: SampleBus;
let dataDir = '';

beforeAll(async () => {
  database = await createTestDatabase(2);
  ledger = await SampleLedger.open(database.serviceUrls);
  bus = await openBus(ledger);
  dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-cli-'));
  await writeRuntimeFile(dataDir, {
    version: 1,
    pid: process.pid,
    endpoint: bus.endpoint,
    http: bus.endpoint,
    databaseUrls: [...database.serviceUrls],
    auditUrls: [...database.auditUrls],
    projectionsUrls: [...database.projectionsUrls],
    openBoundSeconds: 300,
  });
});
afterAll(async () => {
  await bus.close();
  await ledger.close();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  bus.failing = () => undefined;
  bus.idle = false;
});

const zeroloss = (args: string, given: Given = {}) => runCommand(dataDir, args, given);
const json = (args: string, given: Given = {}) => askCommand(dataDir, args, given);
/** All pages of a list, by its cursors. */
async function pages(args: string, member: string, limit: number): Promise<Record<string, unknown>[][]> {
  const all: Record<string, unknown>[][] = [];
  let next: string | null = null;
  do {
    const { value } = await json(`${args} --limit ${limit}${next ? ` --after ${next}` : ''}`);
    all.push(value[member]);
    next = value.next;
  } while (next);
  return all;
}

describe('account', () => {
  test('open answers with the account, the same opening again too, another one is refused', async () => {
    const account = { id: 'opened', currency: 'EUR', status: 'open', balance: '100.00', overdraftLimit: '5.00' };
    for (const _ of [1, 2]) {
      const opened = await json('account open opened --currency EUR --balance 100.00 --overdraft 5');
      expect(opened).toMatchObject({ exitCode: 0, value: account });
    }
    expect(await json('account show opened')).toMatchObject({ exitCode: 0, value: account });
    expect(await json('account open opened --currency EUR --balance 100.01')).toMatchObject({
      exitCode: 1,
      value: {
        error: {
          code: 'AccountExists',
          message: 'account opened exists with another opening balance and overdraft limit',
        },
      },
    });
  });

  test.each([
    ['account open a:b --currency EUR', 2, 'id must be 1 to 64 of letters'],
    ['account open a --currency EURO', 2, 'currency is not a currency with a minor unit in ISO 4217 (UnknownCurrency)'],
    ['account open a --currency JPY --balance 1.5', 2, 'balance has 1 decimals; JPY has 0 (TooManyDecimals)'],
    [
      'account open a --currency EUR --balance -1 --overdraft x',
      2,
      'balance must be zero or more (AmountNegative); overdraft must be',
    ],
    ['account open a', 2, "required option '--currency <code>' not specified"],
    ['account show nobody', 1, 'there is no account nobody'],
    ['account freeze nobody', 1, 'there is no account nobody'],
    ['account entries nobody', 1, 'there is no account nobody'],
    ['account list --limit 0', 2, '--limit is "0"; it must be a whole number from 1 to 1000'],
    ['account list --status gone', 2, '--status is "gone"; it must be one of open, frozen, closed'],
    ['account list --after abc', 2, '--after is not a cursor of this list'],
    ['transfer show 17', 2, 'the transfer id is "17"; it must be a UUID'],
    ['transfer show 7d54ac49-2334-5da6-b12d-8e2d46d0f6b1', 1, 'there is no transfer and no refused request 7d54ac49'],
    ['refused show 7d54ac49-2334-5da6-b12d-8e2d46d0f6b1', 1, 'there is no refused request 7d54ac49'],
    ['transfer list --outcome Lost', 2, '--outcome is "Lost"; it must be one of Completed, Rejected, RolledBack, Open'],
    ['transfer a b', 2, "missing required argument 'amount'"],
    ['transfer a b 1 EUR --timeout 0', 2, '--timeout is "0"'],
    ['publish /no/such/file', 1, '/no/such/file cannot be read (ENOENT)'],
    ['frobnicate', 2, "unknown command 'frobnicate'"],
    ['proof --frob', 2, "unknown option '--frob'"],
    ['', 2, 'a command is missing'],
    ['account', 2, 'a command is missing'],
  ])('"%s" exits %i and says: %s', async (args, exitCode, sentence) => {
    const asked = await json(args);
    expect(asked.exitCode).toBe(exitCode);
    expect(asked.value.error.message).toContain(sentence);
    expect(asked.value.error.message).not.toContain('\n');
    const shown = await zeroloss(args);
    expect(shown).toMatchObject({ exitCode, stdout: '' });
    if (sentence !== 'a command is missing') expect(shown.stderr).toContain(`zeroloss: `);
  });

  test('freeze, unfreeze, close', async () => {
    await zeroloss('account open status --currency EUR --balance 1');
    expect(await json('account freeze status')).toMatchObject({ exitCode: 0, value: { status: 'frozen' } });
    expect(await json('account unfreeze status')).toMatchObject({ exitCode: 0, value: { status: 'open' } });
    expect(await json('account close status')).toMatchObject({
      exitCode: 1,
      value: { error: { code: 'BalanceNotZero', message: 'account status can be closed only at a balance of zero' } },
    });
    await zeroloss('account open empty --currency EUR');
    expect(await json('account close empty')).toMatchObject({ exitCode: 0, value: { status: 'closed' } });
    expect(await json('account unfreeze empty')).toMatchObject({
      exitCode: 1,
      value: { error: { code: 'AccountClosed' } },
    });
  });

  test('list pages over both shards in one order, whatever is opened meanwhile', async () => {
    const ids = Array.from({ length: 9 }, (_, number) => `paged-${number}`);
    for (const id of ids) await zeroloss(`account open ${id} --currency EUR`);
    const { value: first } = await json('account list --limit 4');
    await zeroloss('account open AAA-before --currency EUR');
    const all = (await pages('account list', 'accounts', 4)).flat().map(({ id }) => id);
    expect(all).toEqual(all.toSorted());
    expect(all).toEqual(expect.arrayContaining(ids));
    const { value: second } = await json(`account list --limit 4 --after ${first.next}`);
    const seen = [...first.accounts, ...second.accounts].map(({ id }: { id: string }) => id);
    expect(seen).toEqual(all.slice(1, 9));
    await zeroloss('account freeze paged-3');
    expect(await json('account list --status frozen')).toMatchObject({
      value: { accounts: [{ id: 'paged-3' }], next: null },
    });
    expect((await zeroloss('account list --status frozen')).stdout).toMatch(
      /^account +status +balance +overdraft +currency/,
    );
  });
});

describe('transfer', () => {
  beforeAll(async () => {
    await zeroloss('account open rich --currency EUR --balance 1000.00');
    await zeroloss('account open poor --currency EUR');
    await zeroloss('account open cold --currency EUR');
    await zeroloss('account freeze cold');
  });

  test.each([
    ['transfer rich poor 1.50 EUR --key completes', 0, 'Completed', null],
    ['transfer rich poor 1.50 EUR --key completes', 0, 'Completed', null],
    ['transfer rich poor 1.51 EUR --key completes', 3, 'Refused', 'IdempotencyKeyReuse'],
    ['transfer poor rich 900 EUR --key rejected', 3, 'Rejected', 'InsufficientFunds'],
    ['transfer rich cold 1 EUR --key rolled-back', 3, 'RolledBack', 'AccountFrozen'],
    ['transfer rich poor -1 EUR --key negative', 3, 'Refused', 'AmountNotPositive'],
    ['transfer rich rich 1 EUR --key same', 3, 'Refused', 'SameAccount'],
    ['transfer rich poor 1 EUR --requester a\tb', 3, 'Refused', 'InvalidFormat'],
    ['transfer send list show 1 EUR', 3, 'Rejected', 'AccountNotFound'],
  ])('"%s" exits %i: %s', async (args, exitCode, outcome, reason) => {
    const sent = await json(args);
    expect(sent).toMatchObject({ exitCode, value: { outcome, reason, needsAttention: false } });
    const { transferId, requestId } = sent.value;
    const shown = await json(`transfer show ${requestId ?? transferId}`);
    expect(shown).toEqual({ exitCode: 0, value: sent.value });
  });

  test('show tells the whole story of a transfer, refused copies of its key included', async () => {
    const id = transferIdOf('zeroloss-cli', 'completes');
    const { value } = await json(`transfer show ${id}`);
    expect(value).toMatchObject({
      transferId: id,
      outcome: 'Completed',
      amount: '1.50',
      attempts: 1,
      steps: [
        { step: 'debit', verdict: 'applied' },
        { step: 'credit', verdict: 'applied' },
      ],
      refusedRequests: [{ reasons: [{ rule: 'IdempotencyKeyReuse' }] }],
    });
    expect(value.entries.map(({ account, amount }: Record<string, string>) => `${account} ${amount}`)).toEqual([
      'rich -1.50',
      'in-transit:EUR 1.50',
      'poor 1.50',
      'in-transit:EUR -1.50',
    ]);
    expect(value.events.map(({ name }: Record<string, string>) => name)).toEqual([
      'TransferAccepted',
      'AccountDebited',
      'TransferCompleted',
    ]);
    expect(new Set(value.timeline.map(({ kind }: Record<string, string>) => kind))).toEqual(
      new Set(['request', 'attempt', 'step', 'entry', 'event', 'answer', 'outcome']),
    );
    const times = value.timeline.map(({ at }: Record<string, string>) => at);
    expect(times).toEqual(times.toSorted());
    const shown = await zeroloss(`transfer show ${id}`);
    expect(shown.stdout).toMatch(/^transfer +[0-9a-f-]{36}\noutcome +Completed after \d+ ms\namount +1\.50 EUR\n/);
    expect(shown.stdout).toContain('poor 1.50, balance 1.50');
  });

  test('a transfer that is refused only is shown by its transfer id too', async () => {
    const id = transferIdOf('zeroloss-cli', 'negative');
    expect(await json(`transfer show ${id}`)).toMatchObject({
      exitCode: 0,
      value: { transferId: id, outcome: 'Refused', reason: 'AmountNotPositive', request: { amount: '-1' } },
    });
    expect((await zeroloss(`transfer show ${id}`)).stdout).toContain(
      'amount  AmountNotPositive  must be greater than zero',
    );
  });

  test('one that is still open exits 4, at once with --no-wait, else when the time is up', async () => {
    bus.idle = true;
    const open = { exitCode: 4, value: { outcome: null, reason: null, needsAttention: false } };
    expect(await json('transfer rich poor 1 EUR --key open --no-wait')).toMatchObject(open);
    expect(await json('transfer rich poor 1 EUR --key open --timeout 1')).toMatchObject(open);
    expect(await json(`transfer show ${transferIdOf('zeroloss-cli', 'open')}`)).toMatchObject({
      exitCode: 0,
      value: { outcome: null, amount: '1.00' },
    });
    expect((await json('transfer list --outcome open')).value.transfers).toHaveLength(1);
    await ledger.play(transferIdOf('zeroloss-cli', 'open'));
  });

  test('a request that the bus does not take is an error', async () => {
    bus.failing = () => 'MalformedDetail';
    expect(await json('transfer rich poor 1 EUR')).toMatchObject({
      exitCode: 1,
      value: {
        error: { code: 'NotPublished', message: 'the bus did not take the request: MalformedDetail, taught to fail' },
      },
    });
  });

  test('list pages, newest first, and filters', async () => {
    const all = (await pages('transfer list', 'transfers', 2)).flat();
    const keys = all.map(({ acceptedAt, transferId }) => `${acceptedAt} ${transferId}`);
    expect(keys).toEqual(keys.toSorted().reverse());
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(4);
    const rejected = (await json('transfer list --outcome Rejected')).value.transfers;
    expect(new Set(rejected.map(({ outcome }: Record<string, string>) => outcome))).toEqual(new Set(['Rejected']));
    const cold = (await json('transfer list --account cold')).value.transfers;
    expect(cold).toMatchObject([{ toAccount: 'cold', outcome: 'RolledBack', reason: 'AccountFrozen' }]);
    expect((await zeroloss('transfer list --account cold')).stdout).toContain('RolledBack (AccountFrozen)');
  });

  test('entries are a statement with a running balance, in pages', async () => {
    const all = await pages('account entries rich', 'entries', 2);
    const entries = all.flat();
    expect(entries.map(({ number }) => number)).toEqual(entries.map((_, index) => index + 1));
    expect(entries[0]).toMatchObject({
      step: 'opening',
      amount: '1000.00',
      balanceAfter: '1000.00',
      counterparty: null,
    });
    expect(entries[1]).toMatchObject({ step: 'debit', amount: '-1.50', balanceAfter: '998.50', counterparty: 'poor' });
    expect((await json('account show rich')).value.balance).toBe(entries.at(-1)?.balanceAfter);
    expect((await zeroloss('account entries rich')).stdout).toMatch(/^rich: \d+\.\d\d EUR\n\nno +time \(UTC\)/);
  });
});

test('refused requests are listed and shown with every reason', async () => {
  await ledger.receive({ schemaVersion: 2, requester: 'x', idempotencyKey: 'r-1', amount: 1.5 });
  const [[newest = {}] = []] = await pages('refused list', 'refused', 3);
  expect(newest).toMatchObject({ outcome: 'Refused', requester: 'x', idempotencyKey: 'r-1' });
  const { value } = await json(`refused show ${newest.requestId}`);
  expect(value.reasons).toEqual(
    expect.arrayContaining([expect.objectContaining({ path: 'amount', rule: 'InvalidType' })]),
  );
  expect(value.request).toEqual({ schemaVersion: 2, requester: 'x', idempotencyKey: 'r-1', amount: 1.5 });
  expect((await zeroloss('refused list')).stdout).toContain('amount InvalidType');
});

describe('publish', () => {
  const line = (number: number, amount = '0.01') =>
    JSON.stringify({
      schemaVersion: 1,
      requester: 'lines',
      idempotencyKey: `line-${number}`,
      fromAccount: 'rich',
      toAccount: 'poor',
      amount,
      currency: 'EUR',
    });

  test('sends every line, follows all, and names the one that is not JSON', async () => {
    const file = join(dataDir, 'requests.jsonl');
    const lines = Array.from({ length: 23 }, (_, number) => line(number));
    await writeFile(
      file,
      [...lines.slice(0, 20), 'nonsense', '', '[1]', ...lines.slice(20), line(99, '0.001')].join('\n'),
    );
    const published = await json(`publish ${file} --follow`);
    expect(published).toMatchObject({
      exitCode: 1,
      value: {
        published: 24,
        failed: 2,
        failures: [
          { line: 21, code: 'NotJson', message: expect.stringContaining('is not JSON') },
          { line: 23, code: 'NotJson', message: 'is not a JSON object' },
        ],
        outcomes: { Completed: 23, Refused: 1, open: 0 },
      },
    });
    expect((await zeroloss(`publish ${file}`)).stderr).toContain(`line 21 of ${file} is not JSON`);
  });

  test('bytes that are not UTF-8 are not guessed at: two names do not become one payment', async () => {
    const file = join(dataDir, 'latin1.jsonl');
    const named = (name: string) => line(700).replace('line-700', name);
    const text = [named('Mueller-11'), named('M\u00fcller-11'), named('M\u00f6ller-11')].join('\n');
    await writeFile(file, text, 'latin1');
    expect(await json(`publish ${file} --follow`)).toMatchObject({
      exitCode: 1,
      value: {
        published: 1,
        transfers: 1,
        failures: [
          { line: 2, code: 'NotUtf8', message: `is not UTF-8: byte 0xfc at offset ${text.indexOf('\u00fc')}` },
          { line: 3, code: 'NotUtf8', message: `is not UTF-8: byte 0xf6 at offset ${text.indexOf('\u00f6')}` },
        ],
        outcomes: { Completed: 1 },
      },
    });
    const stdin = [named('M\ufffdller-11'), named('\\ud800')].join('\n');
    expect(await json('publish - --follow', { stdin })).toMatchObject({
      exitCode: 3,
      value: { published: 2, outcomes: { Completed: 0, Refused: 2 } },
    });
  });

  test('lines with one key are one transfer, and a line that reuses a key is named', async () => {
    const again = line(710).replace('"0.01"', '"0.010"').replace('"EUR"', '"EUR","traceparent":"none"');
    const stdin = [line(710), line(710), line(710).replace('"0.01"', '"0.010"'), line(711), line(711, '0.02'), again];
    const given = { stdin: stdin.join('\n') };
    expect(await json('publish - --follow', given)).toMatchObject({
      exitCode: 3,
      value: {
        published: 6,
        transfers: 2,
        sameKey: 4,
        sameKeys: expect.arrayContaining([{ line: 2, firstLine: 1 }]),
        outcomes: { Completed: 2, Refused: 3, open: 0 },
      },
    });
    const { stdout } = await zeroloss('publish -', { stdin: [line(712), line(712)].join('\n') });
    expect(stdout).toMatch(/^published +2 lines, 1 transfer in .*\nsame key +line 2 has the key of line 1\n$/);
  });

  test('a line separator inside a JSON string does not end the line', async () => {
    const stdin = line(720).replace('"EUR"', '"EUR","reference":"a\u2028b"');
    // Refused by intake, not torn in two by the reader.
    expect(await json('publish - --follow', { stdin })).toMatchObject({
      exitCode: 3,
      value: { published: 1, failed: 0, outcomes: { Refused: 1 } },
    });
  });

  test('reads standard input; sends again what was throttled, and only that', async () => {
    const throttled = new Set<unknown>();
    bus.failing = ({ idempotencyKey }) => {
      if (throttled.has(idempotencyKey) || idempotencyKey === 'line-101') return undefined;
      throttled.add(idempotencyKey);
      return 'ThrottlingException';
    };
    const stdin = [100, 101, 102].map((number) => line(number)).join('\n');
    expect(await json('publish - --follow', { stdin })).toMatchObject({
      exitCode: 0,
      value: { published: 3, failed: 0, outcomes: { Completed: 3 } },
    });
    expect(throttled).toEqual(new Set(['line-100', 'line-102']));
  });

  test('what the bus refuses for good is reported by its line', async () => {
    bus.failing = ({ idempotencyKey }) => (idempotencyKey === 'line-201' ? 'MalformedDetail' : undefined);
    const { exitCode, stderr } = await zeroloss('publish -', { stdin: `${line(200)}\n${line(201)}\n` });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('line 2 of standard input was not taken by the bus: taught to fail (MalformedDetail)');
  });

  test('what was sent is told when the bus goes in the middle', async () => {
    bus.failing = ({ idempotencyKey }) => {
      if (idempotencyKey === 'line-412') throw new Error('cut');
      return undefined;
    };
    const stdin = Array.from({ length: 20 }, (_, number) => line(400 + number)).join('\n');
    const { exitCode, value } = await json('publish -', { stdin });
    expect(exitCode).toBe(1);
    expect(value).toMatchObject({ published: 10, unanswered: 10, stopped: expect.any(String) });
  });

  test('Ctrl-C ends it with what was sent', async () => {
    const signals = new EventEmitter();
    async function* endless() {
      for (let number = 500; ; number += 1) {
        yield `${line(number)}\n`;
        if (number === 530) signals.emit('SIGINT');
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    const { exitCode, stdout } = await zeroloss('publish - --json', {
      stdin: Readable.from(endless()),
      signals,
    });
    expect(exitCode).toBe(1);
    const { published, stopped } = JSON.parse(stdout);
    expect(stopped).toBe('interrupted');
    expect(published).toBeGreaterThanOrEqual(10);
    expect(published).toBeLessThanOrEqual(31);
  });

  test('a directory, a file that is not there, a byte order mark', async () => {
    expect((await json(`publish ${dataDir}`)).value.error).toEqual({
      code: 'CannotRead',
      message: `${dataDir} is a directory; name a file of JSON lines`,
    });
    expect((await json('publish /no/file')).value.error.message).toBe('/no/file cannot be read (ENOENT)');
    expect(await json('publish -', { stdin: `\ufeff${line(600)}` })).toMatchObject({
      value: { published: 1, failed: 0 },
    });
  });

  test.each([
    ['a transfer that ends otherwise', line(300, '9999.00'), false, 3],
    ['one that stays open', line(301), true, 4],
  ])('--follow with %s', async (_, stdin, idle, exitCode) => {
    bus.idle = idle;
    expect(await json('publish - --follow --timeout 1', { stdin })).toMatchObject({ exitCode });
    if (idle) await ledger.play(transferIdOf('lines', 'line-301'));
  });
});

describe('proof', () => {
  test('exits 0 on a sound ledger', async () => {
    const { exitCode, value } = await json('proof');
    expect(exitCode).toBe(0);
    expect(value.ok).toBe(true);
    expect(value.checks[0]).toMatchObject({ name: 'entries-sum-to-zero', ok: true, violations: [] });
    expect((await zeroloss('proof')).stdout).toMatch(/The ledger is sound: 17 checks in \d/);
  });

  test('exits 1 on one that is not, and names the rows', async () => {
    const change = (by: number) =>
      Promise.all(
        database.ownerUrls.map((url) =>
          withClient(url, (client) => client.query(`update account set balance = balance + ${by} where id = 'rich'`)),
        ),
      );
    await change(1);
    const { exitCode, value } = await json('proof');
    const shown = await zeroloss('proof');
    await change(-1);
    expect(exitCode).toBe(1);
    const broken = value.checks.filter(({ ok }: { ok: boolean }) => !ok);
    expect(broken).toMatchObject([{ name: 'balances-match-entries', violations: [{ account: 'rich' }] }]);
    expect(shown).toMatchObject({ exitCode: 1 });
    expect(shown.stdout).toContain('THE LEDGER IS NOT SOUND');
    expect(shown.stdout).toContain('  account rich, currency EUR, balance ');
  });
});

test('a proof whose connection is cut says so', async () => {
  const [url = ''] = database.ownerUrls;
  const cutWaiting = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and usename = 'zeroloss_audit' and wait_event_type = 'Lock'`;
  const proving = await withClient(url, async (blocker) => {
    await blocker.query('begin; lock table entry');
    const ended = json('proof');
    await vi.waitUntil(async () => (await withClient(url, (client) => client.query(cutWaiting))).rowCount, 20_000);
    return { ended };
  });
  const { exitCode, value } = await proving.ended;
  expect(exitCode).toBe(1);
  expect(value.error.code).toBe('DatabaseDown');
  expect(value.error.message).toMatch(/does not answer \(.*terminat/);
});

test('a command that a stranger’s lock holds up ends with a sentence, and changes nothing', async () => {
  await json('account open held-up --currency EUR');
  const [first = '', second = ''] = database.ownerUrls;
  const lock = `begin; select from account where id = 'held-up' for update`;
  const frozen = await withClient(first, async (one) => {
    await one.query(lock);
    return withClient(second, async (other) => {
      await other.query(lock);
      return json('account freeze held-up');
    });
  });
  expect(frozen).toMatchObject({ exitCode: 1, value: { error: { code: 'HeldUp' } } });
  expect(frozen.value.error.message).toBe(
    'another transaction holds what this command needs (canceling statement due to lock timeout); nothing was changed, so try again when it has ended',
  );
  expect(await json('account show held-up')).toMatchObject({ value: { status: 'open' } });
});

describe('no running system', () => {
  test.each([
    ['nothing there', {}, 'no system runs on'],
    ['a system that ended without a word', { pid: 2 ** 22 + 1 }, 'has ended'],
    ['a process that does not answer', { http: 'http://127.0.0.1:1' }, 'it does not answer'],
  ])('%s: one sentence says what to do', async (what, changed, why) => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'zeroloss-cli-'));
    if (what !== 'nothing there') {
      await writeRuntimeFile(elsewhere, {
        version: 1,
        pid: process.pid,
        endpoint: bus.endpoint,
        http: bus.endpoint,
        databaseUrls: ['postgresql://a:b@127.0.0.1:1/c'],
        auditUrls: ['postgresql://a:b@127.0.0.1:1/c'],
        projectionsUrls: ['postgresql://a:b@127.0.0.1:1/c'],
        openBoundSeconds: 300,
        ...changed,
      });
    }
    const { exitCode, value } = await json('account show rich', { env: { ZEROLOSS_DATA_DIR: elsewhere } });
    await rm(elsewhere, { recursive: true });
    expect(exitCode).toBe(1);
    expect(value.error).toMatchObject({ code: 'NotRunning' });
    expect(value.error.message).toContain(why);
    expect(value.error.message).toContain('start one with npm start');
  });

  test('one whose database is gone: that is said, and not that no system runs', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'zeroloss-cli-'));
    const gone = ['postgresql://a:secret@127.0.0.1:1/bank'];
    const runtime = {
      version: 1 as const,
      pid: process.pid,
      endpoint: bus.endpoint,
      http: bus.endpoint,
      openBoundSeconds: 300,
    };
    await writeRuntimeFile(elsewhere, { ...runtime, databaseUrls: gone, auditUrls: gone, projectionsUrls: gone });
    for (const command of ['account show rich', 'transfer list', 'refused list', 'proof']) {
      const { exitCode, value } = await json(command, { env: { ZEROLOSS_DATA_DIR: elsewhere } });
      expect(exitCode).toBe(1);
      expect(value.error).toEqual({
        code: 'DatabaseDown',
        message: expect.stringMatching(
          /^the system on \S+ runs, but its database 127\.0\.0\.1:1\/bank does not answer \([^()]*127\.0\.0\.1:1\); start that again, then try again$/,
        ),
      });
    }
    await rm(elsewhere, { recursive: true });
  });

  test('a port of another system', async () => {
    const { value } = await json('account show rich', { env: { ZEROLOSS_AWS_PORT: '1' } });
    expect(value.error.code).toBe('OtherSystem');
  });
});

test('--version', async () => {
  expect(await zeroloss('--version')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test.each([
  '',
  'account',
  'account open',
  'transfer',
  'transfer show',
  'transfer list',
  'refused list',
  'publish',
  'proof',
])('"%s --help" shows its arguments and an example', async (command) => {
  const { exitCode, stdout } = await zeroloss(`${command} --help`);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Usage: zeroloss/);
  if (command.includes(' ') || command === 'publish' || command === 'proof')
    expect(stdout).toContain(`zeroloss ${command}`);
});
