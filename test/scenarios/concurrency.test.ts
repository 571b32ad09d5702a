/**
 * The commands of one transfer at the same time, from several processes, and batches that share accounts. Chance decides which comes
 * first. In any case there is one outcome, every token has its answer, and the money is where the outcome says.
 */
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { credit } from '../../services/credit/credit.ts';
import { debit } from '../../services/debit/debit.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { expectOneOutcomeEach, expectSoundBooks, inTransit, undelivered } from '../support/invariants.ts';
import { commandFor, openLedger, orderFor, type TestLedger, type TestRuntime } from '../support/ledger.ts';
import { type Random, randomFrom, seed } from '../support/random.ts';

const work = { debit, credit, rollback };
type Kind = keyof typeof work;

describe.each([1, 2])(`on %i shard(s), TEST_SEED=${seed}`, (shards) => {
  let ledger: TestLedger;
  let processes: readonly TestRuntime[];
  /** Every token that was sent. */
  const tokens = new Set<string>();

  beforeAll(async () => {
    ledger = await openLedger(shards);
    processes = [ledger.runtime, await ledger.another(), await ledger.another(), await ledger.another()];
  });
  afterAll(() => ledger.drop());

  test('debits, credits and rollbacks of one transfer meet', async () => {
    const random = randomFrom(seed);
    const orders = await ordersAmong({ accounts: 40, count: 150, balance: 1_000_000n, label: 'meeting', random });
    await Promise.all(orders.map((order) => collide(order, random)));
    await endAll(orders);
    const records = await ledger.rows<{ said: string }>(
      `select concat_ws(' ', step, verdict) as said from step_record`,
    );
    // If chance had not brought about all of these, this test would show nothing.
    for (const said of ['debit applied', 'debit cancelled', 'credit applied', 'credit cancelled', 'reversal applied'])
      expect(records.map((record) => record.said)).toContain(said);
  });

  test('batches that share a few accounts, with duplicates in them, never fail and never deadlock', async () => {
    const random = randomFrom(seed + 1);
    const orders = await ordersAmong({ accounts: 6, count: 200, balance: 3_000n, label: 'batch', random });
    await inBatches({ debit: orders }, random);
    await inBatches({ debit: orders, credit: await debited(orders), rollback: orders.slice(0, 60) }, random);
    await endAll(orders);
    expect(ledger.logged.filter((line) => !line.startsWith('info'))).toEqual([]);
  });

  test('accounts opened at the same time: without a row to lock, the record’s key is the gate', async () => {
    const random = randomFrom(seed + 2);
    const orders = Array.from({ length: 100 }, (_, index) =>
      orderFor(`opening-${index}`, { fromAccount: `opening-from-${index}`, toAccount: `opening-to-${index}` }),
    );
    await ledger.openAccounts(orders.map(({ fromAccount }) => ({ id: fromAccount, balance: 500n })));
    await ledger.accept(orders);
    await inBatches({ debit: orders }, random);
    await Promise.all(
      orders.map(async (order) => {
        const kinds: Kind[] = random.shuffle(['credit', 'credit', 'rollback', 'rollback']);
        const opening = setImmediate().then(() => ledger.openAccounts([{ id: order.toAccount }]));
        await Promise.all([opening, ...kinds.map((kind) => send(kind, [order], random))]);
      }),
    );
    await endAll(orders);
  });

  function send(kind: Kind, orders: readonly TransferOrder[], random: Random): Promise<void> {
    const commands = orders.map((order) => {
      const token = `${kind} ${order.transferId} ${tokens.size}`;
      tokens.add(token);
      return commandFor(order, token);
    });
    return work[kind](random.pick(processes), commands);
  }

  /** Two attempts at one transfer, with everything that they can have under way at once. */
  async function collide(order: TransferOrder, random: Random): Promise<void> {
    const early = random.integer(3) === 0 ? [send('rollback', [order], random)] : [];
    for (let turns = random.integer(60); turns > 0; turns -= 1) await setImmediate();
    await Promise.all([...early, send('debit', [order], random), send('debit', [order], random)]);
    const isDebited = (await debited([order])).length > 0;
    const late: Kind[] = ['debit', 'rollback', 'rollback', ...(isDebited ? (['credit', 'credit'] as const) : [])];
    await Promise.all(random.shuffle(late).map((kind) => send(kind, [order], random)));
  }

  /** The workflow sends a credit only after a debit was answered as applied. */
  async function debited(orders: readonly TransferOrder[]): Promise<TransferOrder[]> {
    const rows = await ledger.rows<{ id: string }>(
      `select transfer_id as id from step_record where step = 'debit' and verdict = 'applied' and transfer_id = any ($1::uuid[])`,
      [orders.map(({ transferId }) => transferId)],
    );
    const ids = new Set(rows.map(({ id }) => id));
    return orders.filter(({ transferId }) => ids.has(transferId));
  }

  /** Every order twice, in batches of ten, all at once. */
  async function inBatches(orders: Partial<Record<Kind, readonly TransferOrder[]>>, random: Random): Promise<void> {
    const batches = (Object.entries(orders) as [Kind, readonly TransferOrder[]][]).flatMap(([kind, ones]) => {
      const shuffled = random.shuffle([...ones, ...ones]);
      return Array.from({ length: Math.ceil(shuffled.length / 10) }, (_, index) => ({
        kind,
        batch: shuffled.slice(index * 10, index * 10 + 10),
      }));
    });
    await Promise.all(random.shuffle(batches).map(({ kind, batch }) => send(kind, batch, random)));
  }

  async function ordersAmong(of: {
    readonly accounts: number;
    readonly count: number;
    readonly balance: bigint;
    readonly label: string;
    readonly random: Random;
  }): Promise<TransferOrder[]> {
    const ids = Array.from({ length: of.accounts }, (_, index) => `${of.label}-${index}`);
    await ledger.openAccounts(ids.map((id) => ({ id, balance: of.balance })));
    const orders = Array.from({ length: of.count }, (_, index) => {
      const [fromAccount = '', toAccount = ''] = of.random.shuffle(ids);
      return orderFor(`${of.label}-${index}`, { fromAccount, toAccount, amount: '7.00' });
    });
    await ledger.accept(orders);
    return orders;
  }

  /** A last rollback of each finds the outcome or decides it; after that nothing may be open. */
  async function endAll(orders: readonly TransferOrder[]): Promise<void> {
    await inBatches({ rollback: orders }, randomFrom(seed));
    await expectOneOutcomeEach(
      ledger,
      orders.map(({ transferId }) => transferId),
    );
    expect(await inTransit(ledger)).toBe(0n);
    expect(await undelivered(ledger)).toEqual([]);
    await expectSoundBooks(ledger);
    const answers = ledger.cloud.answersByToken();
    expect([...tokens].filter((token) => answers.get(token)?.length !== 1)).toEqual([]);
  }
});
