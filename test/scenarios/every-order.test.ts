/**
 * Every order of the messages of one transfer, on real PostgreSQL, in one database and in two. Only the longest orders are played:
 * shorter ones are their beginnings, and everything is compared after each step.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { relay } from '../../services/outbox/relay.ts';
import { expectOneOutcomeEach, expectSoundBooks, undelivered } from '../support/invariants.ts';
import { openLedger, type TestLedger } from '../support/ledger.ts';
import { isPossible } from './expected.ts';
import { bothOpen, ordersOf, type Scenario, withStatusChanges } from './orders.ts';
import { play } from './play.ts';

/** Every message twice. */
const twice = ordersOf({ debit: 2, credit: 2, rollback: 2 });
/** And a consumer that dies between the halves of a rollback, at any point. */
const dying = ordersOf({ debit: 2, credit: 1, rollback: 1, halfRollback: 1 });
const dyingLater = ordersOf({ debit: 2, credit: 2, rollback: 2, halfRollback: 1 });

const inOpenAccounts = (orders: readonly Scenario['steps'][]) => orders.map((steps) => ({ ...bothOpen, steps }));

test('all orders are there', () => {
  const orders = [...twice, ...dying, ...dyingLater];
  expect([twice.length, dying.length, dyingLater.length]).toEqual([90, 60, 630]);
  expect(new Set(orders.map((order) => order.join())).size).toBe(780);
});

describe.each([1, 2])('on %i shard(s)', (shards) => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await openLedger(shards);
  });
  afterAll(() => ledger.drop());

  test.each<[label: string, scenarios: Scenario[], batchSize: number]>([
    ['a change of status of either account at every position', [...twice, ...dying].flatMap(withStatusChanges), 100],
    ['a death between the halves among all duplicates', inOpenAccounts(dyingLater), 10],
    ['one command at a time', inOpenAccounts(twice), 1],
  ])('%s', async (label, scenarios, batchSize) => {
    // On one shard, where it is cheapest, orders that no workflow brings about are played too.
    const chosen = shards === 1 ? scenarios : scenarios.filter(isPossible);
    const { played, differences } = await play(ledger, chosen, { batchSize, label: label.replaceAll(' ', '-') });
    expect(differences.slice(0, 10)).toEqual([]);
    const possible = played.filter(({ expected }) => expected.possible);
    expect(possible.filter(({ expected }) => expected.outcomes !== 1).map(({ name }) => name)).toEqual([]);
    await expectOneOutcomeEach(
      ledger,
      possible.map(({ order }) => order.transferId),
    );
  });

  test('in the end every message was delivered and every book is sound', async () => {
    expect(await relay(ledger.runtime, () => true)).toBe(0);
    expect(await undelivered(ledger)).toEqual([]);
    await expectSoundBooks(ledger);
    expect(ledger.logged.filter((line) => !line.includes('reversal went onto a closed account'))).toEqual([]);
  });
});
