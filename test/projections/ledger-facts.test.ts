/** The facts that are made again from the ledger's records are those that were published, byte for byte, whatever became of a transfer. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { credit } from '../../services/credit/credit.ts';
import { Shards } from '../../services/database/shards.ts';
import { debit } from '../../services/debit/debit.ts';
import { intake } from '../../services/intake/intake.ts';
import { readRequest } from '../../services/intake/request.ts';
import type { EventMessage } from '../../services/outbox/message.ts';
import { digest } from '../../services/projections/dump.ts';
import { factOf } from '../../services/projections/fact.ts';
import { project } from '../../services/projections/project.ts';
import { emptyModels } from '../../services/projections/queries/empty-models.ts';
import { type FactsWanted, ledgerFacts } from '../../services/replay/ledger-facts.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { sweep } from '../../services/sweeper/sweeper.ts';
import { isPossible } from '../scenarios/expected.ts';
import { ordersOf, withStatusChanges } from '../scenarios/orders.ts';
import { play } from '../scenarios/play.ts';
import { commandFor, openLedger, orderFor, type TestLedger } from '../support/ledger.ts';

const traceparent = '00-4efaaf4d1e8720b39541901950019ee5-53995c3f42cd8ad8-01';

describe.each([1, 2])('on %i shard(s)', (count) => {
  let ledger: TestLedger;
  let audit: Shards;
  let models: Shards;
  beforeAll(async () => {
    ledger = await openLedger(count, { ATTENTION_ATTEMPT: '2' });
    audit = await Shards.open(ledger.database.auditUrls);
    models = await Shards.open(ledger.database.projectionsUrls);
    await everything(ledger);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([audit.close(), models.close()]);
    await ledger.drop();
  });

  interface Stored {
    readonly id: string;
    readonly name: string;
    readonly said: string;
  }
  const stored = () =>
    ledger.rows<Stored>(
      `select id, payload ->> 'detailType' as name, payload::text as said from outbox where kind = 'event' order by id`,
    );
  async function made(wanted: FactsWanted = {}): Promise<Stored[]> {
    const all: EventMessage[] = [];
    for await (const page of ledgerFacts(audit, wanted)) all.push(...page);
    return all.map(({ id, payload }) => ({ id, name: payload.detailType, said: JSON.stringify(payload) }));
  }
  const sorted = (facts: readonly Stored[]) => facts.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const saidAt = ({ said }: Stored) => (JSON.parse(said) as EventMessage['payload']).detail.occurredAt as string;

  test('every kind of fact is there', async () => {
    const names = new Set((await stored()).map(({ name }) => name));
    expect([...names].sort()).toEqual([
      'AccountDebited',
      'TransferAccepted',
      'TransferCompleted',
      'TransferNeedsAttention',
      'TransferRejected',
      'TransferRequestRefused',
      'TransferRolledBack',
    ]);
    const reasons = await ledger.rows<{ reason: string }>(
      `select distinct payload #>> '{detail,reason}' as reason from outbox where payload ->> 'detailType' = 'TransferNeedsAttention'`,
    );
    expect(new Set(reasons.map(({ reason }) => reason))).toEqual(new Set(['NoOutcome', 'ReversalOntoClosedAccount']));
  });

  test('all of them, as they were written', async () => {
    expect(sorted(await made())).toEqual(sorted(await stored()));
  });

  test('those of a transfer, a refused request under its key among them', async () => {
    const { transferId } = orderFor('traced');
    const mine = (await stored()).filter(({ said }) => said.includes(transferId));
    expect(mine.length).toBeGreaterThanOrEqual(4);
    expect(sorted(await made({ transferId }))).toEqual(sorted(mine));
  });

  test('those of a time', async () => {
    const all = await stored();
    const times = [...new Set(all.map(saidAt))].sort();
    const [from = '', to = ''] = [times[Math.floor(times.length / 3)], times[Math.floor((2 * times.length) / 3)]];
    const wanted = all.filter((fact) => saidAt(fact) >= from && saidAt(fact) < to);
    expect(sorted(await made({ from: new Date(from), to: new Date(to) }))).toEqual(sorted(wanted));
    const later = all.filter((fact) => saidAt(fact) >= to);
    expect(sorted(await made({ from: new Date(to) }))).toEqual(sorted(later));
  });

  test('read models that are built from them are those of the bus, byte for byte', async () => {
    const empty = () => Promise.all(models.all.map(({ pool }) => emptyModels(pool)));
    const take = (payloads: readonly EventMessage['payload'][]) =>
      project(
        models,
        payloads.map(({ detailType, detail }) => ({ replayName: undefined, fact: factOf(detailType, detail) })),
      );
    await empty();
    await take((await stored()).map(({ said }) => JSON.parse(said)));
    const ofTheBus = await digest(audit);
    await empty();
    for await (const page of ledgerFacts(audit)) await take(page.map(({ payload }) => payload));
    expect(await digest(audit)).toEqual(ofTheBus);
    expect(ofTheBus.facts).toBe((await stored()).length);
  });
});

/** Transfers with every ending, calls for attention, refused requests of every kind. */
async function everything(ledger: TestLedger): Promise<void> {
  const orders = [...ordersOf({ debit: 1, credit: 1, rollback: 1 }), ...ordersOf({ debit: 1, rollback: 1 })];
  const scenarios = orders.flatMap(withStatusChanges).filter(isPossible);
  expect((await play(ledger, scenarios, { batchSize: 50, label: 'any' })).differences).toEqual([]);
  await ledger.openAccounts([
    ...['EUR', 'JPY', 'BHD'].flatMap((currency) => [
      { id: `from-${currency}`, currency, balance: 1_000_000n },
      { id: `to-${currency}`, currency },
    ]),
    { id: 'alice', balance: 1_000_000n },
    { id: 'bob' },
  ]);
  const traced = orderFor('traced', { traceparent });
  const others = [
    traced,
    orderFor('päid “twice”', { fromAccount: 'from-EUR', toAccount: 'to-EUR', amount: '0.01' }),
    orderFor('yen', { fromAccount: 'from-JPY', toAccount: 'to-JPY', amount: '120', currency: 'JPY' }),
    orderFor('dinar', { fromAccount: 'from-BHD', toAccount: 'to-BHD', amount: '1.234', currency: 'BHD' }),
  ];
  await ledger.accept(others);
  await run(ledger, others);
  const late = orderFor('late', { traceparent });
  await ledger.accept([late]);
  await ledger.rows(`update transfer set next_attempt_at = now() - interval '1 second' where id = $1`, [
    late.transferId,
  ]);
  await sweep(ledger.runtime);
  await refuse(ledger, traced);
}

async function run(ledger: TestLedger, orders: readonly TransferOrder[]): Promise<void> {
  const commands = orders.map((order) => commandFor(order, `${order.transferId} token`));
  await debit(ledger.runtime, commands);
  await credit(ledger.runtime, commands.slice(0, -1));
  await rollback(ledger.runtime, commands.slice(-1));
}

async function refuse({ runtime }: TestLedger, { requester, idempotencyKey }: TransferOrder): Promise<void> {
  const sound = {
    schemaVersion: 1,
    requester,
    fromAccount: 'alice',
    toAccount: 'bob',
    amount: '1.00',
    currency: 'EUR',
  };
  const details = [
    { ...sound, idempotencyKey, amount: '2.00' }, // a key that is taken
    { ...sound, idempotencyKey: 'many', amount: '-1.001', currency: 'XXX', toAccount: 'alice', '\u202e"\\': 7 },
    { ...sound, requester: 7, idempotencyKey: 'nobody' },
    { nothing: 'at all', é: ['\u2029'] },
    Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field ${index}`, index])),
  ];
  await intake(
    runtime,
    details.map((detail) => readRequest({ body: JSON.stringify({ detail }) })),
  );
}
