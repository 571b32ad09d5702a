/**
 * The whole system from the outside: events in, events out, the workflow's ends, balances, the proof. One suite for every target;
 * target.ts says how one is chosen. Each test ends with all workflows compared and the books proved.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { transferIdOf } from '../../events/index.ts';
import { accounts as demoAccounts, requester as demoRequester, scenarios } from '../../infra/local/demo/scenarios.ts';
import { balances, openAccounts as openDemoAccounts, play } from '../../infra/local/demo/showcase.ts';
import { waitFor } from '../../infra/local/wait-for.ts';
import { deadLetterQueueName, functionName, queueName } from '../../infra/names.ts';
import { proof } from '../../services/proof/proof.ts';
import { books } from './books.ts';
import { commandLine } from './command-line.ts';
import { deadLetters, redrive, send, takeWithoutFinishing } from './dead-letters.ts';
import { holdCalls } from './held-calls.ts';
import { accountId, idOf, openAccounts, outcomes, publish, registered, request, requester } from './requests.ts';
import { shuffledSpans } from './spans.ts';
import { Subscriber } from './subscriber.ts';
import { openTarget, type TestedSystem, targetName } from './target.ts';
import { disagreements } from './workflows.ts';

const name = targetName();
const onAws = name === 'aws';
/** The tests that take a consumer down, kill a function or use the data directory reach into this machine's host. */
const here = test.skipIf(onAws);

const patienceMs = 200_000;
const began = new Date();
let system: TestedSystem;
let subscriber: Subscriber;
/** Every transfer of the run, to be compared once it has ended; those of the test before are in. */
const compared = new Set<string>();

beforeAll(async () => {
  system = await openTarget(name);
  subscriber = await Subscriber.open(system.clients);
  await openDemoAccounts(system);
  await openAccounts(system.shards, [...busyAccounts, 'ann', 'ben', 'cleo', 'dan']);
  // Takes its receives one visibility time-out after the other: sent first, looked for last.
  await send(system.clients.sqs, queueName('rollback'), 'no command at all', 'poison');
}, 180_000);

afterAll(async () => {
  await subscriber?.close();
  await system?.stop();
}, 60_000);

afterEach(async () => {
  const { shards, audit, openBoundSeconds } = system;
  const all = await transfersOfThisRun(shards);
  const ended = all.filter(({ id, outcome }) => outcome !== null && !compared.has(id));
  expect(await disagreements(system, ended)).toEqual([]);
  for (const { id } of ended) compared.add(id);
  const { checks } = await proof(audit, { now: new Date(), boundSeconds: openBoundSeconds });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
}, 120_000);

const busyAccounts = Array.from({ length: 20 }, (_, number) => `busy-${number}`);

async function transfersOfThisRun(shards: TestedSystem['shards']) {
  const answers = await Promise.all(
    shards.all.map(({ pool }) =>
      pool.query<{ id: string }>('select id from transfer where requester = any($1)', [[requester, demoRequester]]),
    ),
  );
  return registered(
    shards,
    answers.flatMap(({ rows }) => rows.map(({ id }) => id)),
  );
}

const balanceOf = async (account: string): Promise<string | undefined> => {
  const id = accountId(account);
  const sql = 'select balance::text from account where id = $1';
  return (await system.shards.of(id).pool.query<{ balance: string }>(sql, [id])).rows[0]?.balance;
};

/** What the subscriber heard about a transfer, when it has heard that much. */
const heard = (transferId: string, facts: number) =>
  waitFor(30_000, `${facts} facts about ${transferId} were not heard`, async () => {
    const names = subscriber.heardOf(transferId);
    return names.length >= facts ? names : undefined;
  });

describe(`end to end, ${name}`, () => {
  test.each(scenarios.filter(({ down }) => !down))('demo: $title', { timeout: patienceMs }, async (scenario) => {
    const { outcome, reasons, passed } = await play(system, scenario);
    expect({ outcome, reasons, passed }).toEqual({ ...scenario.expected, passed: true });
  });

  test('events out: every fact of a transfer once, whoever asked', { timeout: patienceMs }, async () => {
    const id = transferIdOf(demoRequester, 'salary');
    expect(await heard(id, 3)).toEqual(['AccountDebited', 'TransferAccepted', 'TransferCompleted']);
    const gift = transferIdOf(demoRequester, 'gift');
    expect(await heard(gift, 3)).toEqual(['AccountDebited', 'TransferAccepted', 'TransferRolledBack']);
  });

  test('one request thirty times at once is one transfer', { timeout: patienceMs }, async () => {
    const copies = Array.from({ length: 30 }, () => request('copied', 'ann', 'ben'));
    await publish(system, copies);
    expect(await outcomes(system.shards, copies, patienceMs)).toEqual({ Completed: 1 });
    expect([await balanceOf('ann'), await balanceOf('ben')]).toEqual(['99900', '100100']);
  });

  test('200 transfers at once over 20 accounts', { timeout: 300_000 }, async () => {
    const busy = Array.from({ length: 200 }, (_, number) => {
      const from = number % busyAccounts.length;
      const to = (from + 1 + (number % (busyAccounts.length - 1))) % busyAccounts.length;
      return request(`busy-${number}`, `busy-${from}`, `busy-${to}`);
    });
    await publish(system, busy);
    const { Completed = 0, RolledBack = 0, ...others } = await outcomes(system.shards, busy, 280_000);
    expect({ ended: Completed + RolledBack, others }).toEqual({ ended: 200, others: {} });
    // Where the machine is so busy that a step outlasts its time-out, its transfer is rolled back: safe, and rare.
    expect(Completed).toBeGreaterThanOrEqual(190);
    const minorUnits = await Promise.all(busyAccounts.map(balanceOf));
    expect(minorUnits.reduce((sum, each) => sum + BigInt(each ?? 0), 0n)).toBe(20n * 100_000n);
  });

  // Of requests: LocalStack 4.8.1 moves a FIFO message back under its old deduplication id, and drops it as a duplicate of itself.
  here(
    'a request that is never finished goes to the DLQ, and is done after its redrive',
    { timeout: patienceMs },
    async () => {
      const { sqs } = system.clients;
      const taken = request('taken', 'ann', 'ben');
      await whileDown('intake', async () => {
        await publish(system, [taken]);
        await takeWithoutFinishing(sqs, queueName('intake'), deadLetterQueueName('intake'), accountId('ann'));
      });
      await redrive(sqs, deadLetterQueueName('intake'));
      expect(await outcomes(system.shards, [taken], patienceMs)).toEqual({ Completed: 1 });
    },
  );

  here('a consumer that is down for a while holds a transfer up, and no more', { timeout: patienceMs }, async () => {
    const waiting = request('waiting', 'cleo', 'dan');
    await whileDown('credit', async () => {
      await publish(system, [waiting]);
      expect(await heard(idOf(waiting), 2)).toEqual(['AccountDebited', 'TransferAccepted']);
      expect(await registered(system.shards, [idOf(waiting)])).toMatchObject([{ outcome: null }]);
    });
    expect(await outcomes(system.shards, [waiting], patienceMs)).toEqual({ Completed: 1 });
  });

  here('functions and relay that are killed between commit and delivery', { timeout: patienceMs }, async () => {
    const killed = request('killed', 'cleo', 'dan');
    const relay = relayOf(machine());
    const release = holdCalls(system.clients, ['start', 'event']);
    try {
      await publish(system, [killed]);
      await waitFor(patienceMs, 'intake did not commit', async () => {
        const [found] = await registered(system.shards, [idOf(killed)]);
        return found;
      });
      // What intake wrote is its own to deliver until its lease ends. Then the relay takes it up, and dies too.
      await delay(relay.leaseMs);
      await expect(relay.call()).rejects.toThrow('Task timed out');
    } finally {
      release();
    }
    await delay(relay.leaseMs);
    await relay.call();
    expect(await outcomes(system.shards, [killed], patienceMs)).toEqual({ Completed: 1 });
    expect(await heard(idOf(killed), 3)).toEqual(['AccountDebited', 'TransferAccepted', 'TransferCompleted']);
  });

  here('a debit that is killed between its commit and its answer', { timeout: patienceMs }, async () => {
    const unanswered = request('unanswered', 'cleo', 'dan');
    const relay = relayOf(machine());
    const release = holdCalls(system.clients, ['callback']);
    try {
      await publish(system, [unanswered]);
      expect(await heard(idOf(unanswered), 2)).toEqual(['AccountDebited', 'TransferAccepted']);
    } finally {
      release();
    }
    await delay(relay.leaseMs);
    await relay.call();
    expect(await outcomes(system.shards, [unanswered], patienceMs)).toEqual({ Completed: 1 });
  });

  here.each(scenarios.filter(({ down }) => down))('demo: $title', { timeout: patienceMs }, async (scenario) => {
    const { passed } = await play({ ...system, host: machine().host }, scenario);
    expect(passed).toBe(true);
    const ended = demoAccounts.map(({ id, after }) => [id, after]);
    expect([...(await balances(system))]).toEqual(ended);
  });

  here('every request replayed twice, shuffled, changes nothing', { timeout: patienceMs }, async () => {
    const published = scenarios.flatMap(({ details }) => details).length + 30 + 200 + 4;
    const before = await books(system.audit);
    const { dataDir } = machine();
    const runs = await Promise.all(
      shuffledSpans(began, new Date()).map((span) => commandLine(dataDir, ['replay', 'requests', ...span])),
    );
    expect(runs.map(({ state, new: added }) => ({ state, added }))).toEqual(
      runs.map(() => ({ state: 'COMPLETED', added: 0 })),
    );
    const known = runs.reduce((sum, run) => sum + Number(run.known), 0);
    expect(known).toBeGreaterThanOrEqual(2 * published);
    expect(await books(system.audit)).toEqual(before);
  });

  here('facts replayed into emptied projections build the same read models', { timeout: patienceMs }, async () => {
    const { dataDir } = machine();
    const rebuilt = await commandLine(dataDir, ['projections', 'rebuild']);
    expect(rebuilt).toMatchObject({ identical: true, before: rebuilt.after });
    expect(rebuilt.after).toMatchObject({ transferStatus: expect.any(Number) });
  });

  test('a message that is no command is in the DLQ, and nothing else is', { timeout: patienceMs }, async () => {
    const dead = deadLetterQueueName('rollback');
    expect(await deadLetters(system.clients.sqs, dead, patienceMs)).toEqual(['no command at all']);
  });
});

function machine(): NonNullable<TestedSystem['machine']> {
  if (!system.machine) throw new Error('this test reaches into the machine that runs the functions');
  return system.machine;
}

/** Up again whatever happens: the tests that follow need it. */
async function whileDown(consumer: 'intake' | 'credit', work: () => Promise<void>): Promise<void> {
  const { host } = machine();
  await host.pause(functionName(consumer));
  try {
    await work();
  } finally {
    host.resume(functionName(consumer));
  }
}

function relayOf({ host, provisioned }: ReturnType<typeof machine>) {
  const relay = provisioned.functions.find((each) => each.name === functionName('relay'));
  if (!relay) throw new Error('there is no relay');
  return {
    /** A little longer than a lease. */
    leaseMs: (Number(relay.environment.OUTBOX_LEASE_SECONDS) + 1) * 1000,
    call: () => host.call(relay.arn, { 'detail-type': 'Scheduled Event' }),
  };
}
