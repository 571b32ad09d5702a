/** The three consumers as Lambda calls them: SQS events in, failed items out, money and answers in between. */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { create as createCredit } from '../../services/credit/credit.lambda.ts';
import { create as createDebit } from '../../services/debit/debit.lambda.ts';
import { create as createRollback } from '../../services/rollback/rollback.lambda.ts';
import type { Handler } from '../../services/runtime/handler.ts';
import { failTransactions } from '../support/failing-queries.ts';
import { expectOneOutcomeEach, expectSoundBooks, inTransit, undelivered } from '../support/invariants.ts';
import { environment, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';

type Kind = 'Debit' | 'Credit' | 'Rollback';

describe.each([1, 2])('on %i shard(s)', (shards) => {
  let ledger: TestLedger;
  let handlers: Record<Kind, Handler<SQSEvent, SQSBatchResponse>>;
  beforeAll(async () => {
    ledger = await openLedger(shards);
    const { runtime } = ledger;
    handlers = {
      Debit: createDebit(runtime, environment),
      Credit: createCredit(runtime, environment),
      Rollback: createRollback(runtime, environment),
    };
    await ledger.openAccounts([
      { id: 'alice', balance: 100_000n },
      { id: 'bob' },
      { id: 'poor', balance: 50n },
      { id: 'overdrawn', overdraftLimit: 100n },
      { id: 'frozen', balance: 1000n, status: 'frozen' },
      { id: 'closed', status: 'closed' },
      { id: 'yen', balance: 1000n, currency: 'JPY' },
    ]);
  });
  afterAll(() => ledger.drop());

  /** Sends commands as the workflow's messages; gives the tokens of those that failed. */
  async function handle(
    kind: Kind,
    messages: readonly { order: TransferOrder; token: string; body?: string }[],
  ): Promise<string[]> {
    const Records = messages.map(({ order, token, body }) => {
      const command = JSON.stringify({ command: kind, taskToken: token, transfer: order });
      const MessageGroupId = kind === 'Credit' ? order.toAccount : order.fromAccount;
      return { messageId: token, body: body ?? command, attributes: { MessageGroupId } } as SQSRecord;
    });
    const { batchItemFailures } = await handlers[kind]({ Records }, {} as Context);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }
  const answer = (token: string) => ledger.cloud.answersByToken().get(token)?.join(' and ');

  /** The way of one transfer, as the workflow would take it, step by step. */
  test.each<[what: string, terms: Partial<TransferOrder>, steps: [Kind, string][], facts: string[]]>([
    [
      'completes',
      {},
      [
        ['Debit', 'applied'],
        ['Credit', 'Completed'],
      ],
      ['TransferAccepted', 'AccountDebited', 'TransferCompleted'],
    ],
    [
      'on overdraft',
      { fromAccount: 'overdrawn' },
      [
        ['Debit', 'applied'],
        ['Credit', 'Completed'],
      ],
      ['TransferAccepted', 'AccountDebited', 'TransferCompleted'],
    ],
    [
      'without the money',
      { fromAccount: 'poor' },
      [['Debit', 'DebitRefused InsufficientFunds']],
      ['TransferAccepted', 'TransferRejected'],
    ],
    [
      'from nowhere',
      { fromAccount: 'nobody' },
      [['Debit', 'DebitRefused AccountNotFound']],
      ['TransferAccepted', 'TransferRejected'],
    ],
    [
      'from a frozen account',
      { fromAccount: 'frozen' },
      [['Debit', 'DebitRefused AccountFrozen']],
      ['TransferAccepted', 'TransferRejected'],
    ],
    [
      'from a closed account',
      { fromAccount: 'closed' },
      [['Debit', 'DebitRefused AccountClosed']],
      ['TransferAccepted', 'TransferRejected'],
    ],
    [
      'from another currency',
      { fromAccount: 'yen' },
      [['Debit', 'DebitRefused CurrencyMismatch']],
      ['TransferAccepted', 'TransferRejected'],
    ],
    [
      'to a frozen account',
      { toAccount: 'frozen' },
      [
        ['Debit', 'applied'],
        ['Credit', 'CreditRefused AccountFrozen'],
        ['Rollback', 'RolledBack AccountFrozen'],
      ],
      ['TransferAccepted', 'AccountDebited', 'TransferRolledBack'],
    ],
    [
      'to a closed account',
      { toAccount: 'closed' },
      [
        ['Debit', 'applied'],
        ['Credit', 'CreditRefused AccountClosed'],
        ['Rollback', 'RolledBack AccountClosed'],
      ],
      ['TransferAccepted', 'AccountDebited', 'TransferRolledBack'],
    ],
    [
      'to nobody',
      { toAccount: 'nobody' },
      [
        ['Debit', 'applied'],
        ['Credit', 'CreditRefused AccountNotFound'],
        ['Rollback', 'RolledBack AccountNotFound'],
      ],
      ['TransferAccepted', 'AccountDebited', 'TransferRolledBack'],
    ],
    [
      'to another currency',
      { toAccount: 'yen' },
      [
        ['Debit', 'applied'],
        ['Credit', 'CreditRefused CurrencyMismatch'],
        ['Rollback', 'RolledBack CurrencyMismatch'],
      ],
      ['TransferAccepted', 'AccountDebited', 'TransferRolledBack'],
    ],
    [
      'timed out in the credit',
      {},
      [
        ['Debit', 'applied'],
        ['Rollback', 'RolledBack TimedOut'],
        ['Credit', 'CreditCancelled TimedOut'],
      ],
      ['TransferAccepted', 'AccountDebited', 'TransferRolledBack'],
    ],
    [
      'timed out in the debit',
      {},
      [
        ['Rollback', 'Rejected TimedOut'],
        ['Debit', 'DebitCancelled TimedOut'],
      ],
      ['TransferAccepted', 'TransferRejected'],
    ],
    [
      'timed out, and completed all the same',
      {},
      [
        ['Debit', 'applied'],
        ['Credit', 'Completed'],
        ['Rollback', 'Completed'],
      ],
      ['TransferAccepted', 'AccountDebited', 'TransferCompleted'],
    ],
  ])('%s', async (what, terms, steps, facts) => {
    const order = orderFor(what, { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', ...terms });
    await ledger.accept([order]);
    for (const [index, [kind, expected]] of steps.entries()) {
      const token = `${what} ${index}`;
      expect(await handle(kind, [{ order, token }])).toEqual([]);
      expect(answer(token), kind).toBe(expected);
    }
    expect(ledger.cloud.eventsOf(order.transferId)).toEqual(facts);
    await expectOneOutcomeEach(ledger, [order.transferId]);
    for (const { detail } of ledger.cloud.events.filter((event) => event.detail.transferId === order.transferId))
      expect(detail).toMatchObject({ requester: 'test', idempotencyKey: what, traceparent: order.traceparent });
  });

  test('one poison item does not hold back nine good ones, only what follows it in its group', async () => {
    const good = Array.from({ length: 8 }, (_, index) =>
      orderFor(`good ${index}`, { fromAccount: index % 2 ? 'alice' : 'poor' }),
    );
    // Passes the contract, but its currency is unknown. Intake refuses such requests, so it is a fault.
    const poison = orderFor('poison', { fromAccount: 'overdrawn', currency: 'ZZZ' });
    const behind = orderFor('behind', { fromAccount: 'overdrawn' });
    const messages = [...good.slice(0, 4), poison, ...good.slice(4), behind].map((order) => ({
      order,
      token: order.idempotencyKey,
    }));
    await ledger.accept(good);
    expect(await handle('Debit', messages)).toEqual(['poison', 'behind']);
    for (const { idempotencyKey } of good)
      expect(answer(idempotencyKey)).toMatch(/^(applied|DebitRefused InsufficientFunds)$/);
    expect([answer('poison'), answer('behind')]).toEqual([undefined, undefined]);
    expect(
      await handle(
        'Rollback',
        good.map((order) => ({ order, token: `back ${order.idempotencyKey}` })),
      ),
    ).toEqual([]);
  });

  test('what is not a command leaves, and its group goes on', async () => {
    const order = orderFor('unparseable');
    const other = orderFor('other group', { fromAccount: 'poor' });
    await ledger.accept([order, other]);
    const messages = [
      { order, token: 'garbage', body: 'not a command' },
      { order, token: 'behind the garbage' },
      { order: other, token: 'in another group' },
    ];
    expect(await handle('Debit', messages)).toEqual([]);
    expect(answer('behind the garbage')).toBe('applied');
    expect(answer('in another group')).toBe('DebitRefused InsufficientFunds');
    expect(await handle('Rollback', [{ order, token: 'back' }])).toEqual([]);
  });

  test('a command of another queue is no command here', async () => {
    const order = orderFor('wrong queue');
    const body = JSON.stringify({ command: 'Credit', taskToken: 'wrong', transfer: order });
    expect(await handle('Debit', [{ order, token: 'wrong', body }])).toEqual([]);
    expect(answer('wrong')).toBeUndefined();
    const parked = await ledger.rows(`select from dead_letter where message_id = 'wrong' and kind = 'unreadable'`);
    expect(parked).toHaveLength(1);
  });

  test('a batch of duplicates: one posting, an answer to every token', async () => {
    const order = orderFor('duplicates');
    await ledger.accept([order]);
    for (const kind of ['Debit', 'Credit'] as const) {
      const messages = Array.from({ length: 10 }, (_, index) => ({ order, token: `${kind} ${Math.floor(index / 2)}` }));
      expect(await handle(kind, messages)).toEqual([]);
      for (let index = 0; index < 5; index += 1)
        expect(answer(`${kind} ${index}`)).toBe(kind === 'Debit' ? 'applied' : 'Completed');
    }
    const entries = await ledger.rows('select 1 from entry where transfer_id = $1', [order.transferId]);
    expect(entries).toHaveLength(4);
  });

  test('a reversal onto an account that was closed meanwhile is posted, and a person is called', async () => {
    const name = 'closing';
    await ledger.openAccounts([{ id: name, balance: 100n }]);
    const order = orderFor(name, { fromAccount: name });
    await ledger.accept([order]);
    await handle('Debit', [{ order, token: `${name} debit` }]);
    await ledger.setStatus([{ id: name, status: 'closed' }]);
    await handle('Rollback', [{ order, token: `${name} rollback` }]);
    expect(answer(`${name} rollback`)).toBe('RolledBack TimedOut');
    expect(await ledger.rows('select balance, status from account where id = $1', [name])).toEqual([
      { balance: 100n, status: 'closed' },
    ]);
    expect(ledger.cloud.eventsOf(order.transferId)).toContain('TransferNeedsAttention');
    expect(ledger.logged).toContain('error a reversal went onto a closed account');
    expect(ledger.runtime.metrics.counts.ReversalOntoClosedAccount).toBe(1);
  });

  test('in the end nothing is in transit, all is delivered and every book is sound', async () => {
    expect(await inTransit(ledger)).toBe(0n);
    expect(await undelivered(ledger)).toEqual([]);
    await expectSoundBooks(ledger);
  });
});

test('a database that is down fails only the commands of its own accounts, and they come again', async () => {
  const ledger = await openLedger(2);
  const orders = Array.from({ length: 12 }, (_, index) =>
    orderFor(`down ${index}`, { fromAccount: `source-${index}` }),
  );
  await ledger.openAccounts([{ id: 'bob' }, ...orders.map(({ fromAccount }) => ({ id: fromAccount, balance: 100n }))]);
  await ledger.accept(orders);
  const Records = orders.map((order) => {
    const body = JSON.stringify({ command: 'Debit', taskToken: order.idempotencyKey, transfer: order });
    return { messageId: order.idempotencyKey, body, attributes: { MessageGroupId: order.fromAccount } } as SQSRecord;
  });
  const down = ledger.runtime.shards.of(orders[0]?.fromAccount ?? '');
  const [there, away] = [false, true].map((isAway) =>
    orders
      .filter(({ fromAccount }) => (ledger.runtime.shards.of(fromAccount) === down) === isAway)
      .map((order) => order.idempotencyKey),
  );

  const restore = failTransactions(down.pool);
  const debit = createDebit(ledger.runtime, environment);
  const first = await debit({ Records }, {} as Context);
  expect(first.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(away);
  // Those that are done were answered at once, by the fast path.
  expect([...ledger.cloud.answersByToken().keys()].sort()).toEqual(there?.toSorted());
  restore();
  expect(await debit({ Records }, {} as Context)).toEqual({ batchItemFailures: [] });
  expect([...ledger.cloud.answersByToken()].map(([token, said]) => `${token}: ${said}`).sort()).toEqual(
    orders.map(({ idempotencyKey }) => `${idempotencyKey}: applied`).sort(),
  );
  await expectSoundBooks(ledger);
  await ledger.drop();
});
